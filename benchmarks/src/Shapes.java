import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The stores that are measured: how many of what, and what each repository looks like. */
final class Shapes {
    static final String TAGS = "scale/tags";
    static final String REFERRERS = "scale/referrers";
    static final String BLOBS = "scale/blobs";
    static final String MANIFEST_TYPE = Images.MANIFEST_TYPE;
    static final int TAGS_PER_MANIFEST = 5;

    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final int BLOBS_PER_MANIFEST = 50;
    private static final int REPOSITORIES_PER_TEAM = 100;
    private static final int WRITERS = 2;

    private final Store store;

    Shapes(Store store) {
        this.store = store;
    }

    /**
     * How much there is.
     *
     * @param tags of one repository
     * @param repositories beside those that the other numbers need
     * @param referrers of one subject
     * @param blobs of all repositories together, about; manifests not counted
     */
    record Sizes(int tags, int repositories, int referrers, int blobs) {
        static final Sizes FULL = new Sizes(100_000, 10_000, 10_000, 200_000);

        Sizes part(int ofHow) {
            return new Sizes(tags / ofHow, repositories / ofHow, referrers / ofHow, blobs / ofHow);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d tags in one repository, %,d repositories, %,d referrers of one subject, %,d blobs",
                    tags,
                    repositories,
                    referrers,
                    blobs);
        }
    }

    /** What was made, to be asked for. */
    record Made(List<String> manifests, String lastManifest, String subject, List<String> blobs) {}

    /** Fills the store for the listings, pushes and deletes. */
    Made fill(Sizes sizes) throws IOException, InterruptedException {
        int images = sizes.tags() / TAGS_PER_MANIFEST;
        String[] manifests = new String[images];
        String[] last = new String[1];
        Parallel.run(WRITERS, writer -> {
            for (int i = writer; i < images; i += WRITERS) {
                Store.Stored image = image(TAGS, "image " + i, 1);
                manifests[i] = image.digest();
                if (i == images - 1) {
                    last[0] = store.read(image);
                }
                for (int j = 0; j < TAGS_PER_MANIFEST; j++) {
                    store.tag(TAGS, tag(i * TAGS_PER_MANIFEST + j), image);
                }
            }
        });
        repositories(sizes.repositories());
        Store.Stored subject = referrers(sizes.referrers());
        // each image of the first repository has a config and a layer
        List<String> blobs = blobs(Math.max(BLOBS_PER_MANIFEST, sizes.blobs() - 2 * images));
        return new Made(List.of(manifests), last[0], subject.digest(), blobs);
    }

    /** Fills a store for a collection: repositories of 500 manifests, of which every second has a tag. */
    void fillForCollection(int manifests) throws IOException, InterruptedException {
        Parallel.run(WRITERS, writer -> {
            for (int i = writer; i < manifests; i += WRITERS) {
                String repository = String.format(Locale.ROOT, "gc/app-%04d", i / 500);
                Store.Stored image = image(repository, "collected " + i, 3);
                if (i % 2 == 0) {
                    store.tag(repository, tag(i), image);
                }
            }
        });
    }

    /** Adds blobs that a repository has and no manifest names. */
    void fillWithGarbage(int blobs) throws IOException, InterruptedException {
        Parallel.run(WRITERS, writer -> {
            for (int i = writer; i < blobs; i += WRITERS) {
                store.layer("gc/garbage", store.blob("garbage " + i));
            }
        });
    }

    static String tag(int i) {
        return String.format(Locale.ROOT, "v1.%d.%d", i / 1000, i % 1000);
    }

    static String repository(int i) {
        return String.format(Locale.ROOT, "team-%02d/app-%05d", i / REPOSITORIES_PER_TEAM, i);
    }

    /** The JSON of a small manifest. */
    static String manifest(Store.Stored config, List<Store.Stored> layers, String rest) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"config\":"
                + config.descriptor(CONFIG_TYPE) + ",\"layers\":["
                + layers.stream().map(layer -> layer.descriptor(LAYER_TYPE)).collect(Collectors.joining(",")) + "]"
                + rest + "}";
    }

    private Store.Stored image(String repository, String name, int layers) throws IOException {
        Store.Stored config = store.blob("{\"architecture\":\"amd64\",\"os\":\"linux\",\"name\":\"" + name + "\"}");
        store.layer(repository, config);
        List<Store.Stored> stored = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Store.Stored layer = store.blob("layer " + i + " of " + name);
            store.layer(repository, layer);
            stored.add(layer);
        }
        Store.Stored manifest = store.blob(manifest(config, stored, ""));
        store.revision(repository, manifest);
        return manifest;
    }

    private void repositories(int count) throws IOException, InterruptedException {
        Store.Stored config = store.blob("{\"name\":\"everywhere\"}");
        Store.Stored manifest = store.blob(manifest(config, List.of(), ""));
        Parallel.run(WRITERS, writer -> {
            for (int i = writer; i < count; i += WRITERS) {
                String repository = repository(i);
                store.layer(repository, config);
                store.revision(repository, manifest);
                store.tag(repository, "latest", manifest);
            }
        });
    }

    private Store.Stored referrers(int count) throws IOException, InterruptedException {
        Store.Stored subject = image(REFERRERS, "subject", 1);
        store.tag(REFERRERS, "latest", subject);
        Store.Stored empty = store.blob("{}");
        store.layer(REFERRERS, empty);
        Parallel.run(WRITERS, writer -> {
            for (int i = writer; i < count; i += WRITERS) {
                String rest = ",\"artifactType\":\"application/vnd.example.sbom\",\"subject\":"
                        + subject.descriptor(MANIFEST_TYPE) + ",\"annotations\":{\"number\":\"" + i + "\"}";
                store.revision(REFERRERS, store.blob(manifest(empty, List.of(empty), rest)));
            }
        });
        return subject;
    }

    private List<String> blobs(int count) throws IOException, InterruptedException {
        String[] digests = new String[count];
        int groups = (count + BLOBS_PER_MANIFEST - 1) / BLOBS_PER_MANIFEST;
        Parallel.run(WRITERS, writer -> {
            for (int group = writer; group < groups; group += WRITERS) {
                List<Store.Stored> layers = new ArrayList<>();
                int end = Math.min(count, (group + 1) * BLOBS_PER_MANIFEST);
                for (int i = group * BLOBS_PER_MANIFEST; i < end; i++) {
                    Store.Stored blob = store.blob("blob " + i);
                    store.layer(BLOBS, blob);
                    layers.add(blob);
                    digests[i] = blob.digest();
                }
                Store.Stored manifest = store.blob(manifest(layers.get(0), layers, ""));
                store.revision(BLOBS, manifest);
                store.tag(BLOBS, "group-" + group, manifest);
            }
        });
        return IntStream.range(0, count).mapToObj(i -> digests[i]).toList();
    }
}
