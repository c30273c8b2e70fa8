import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills a data directory in Distribution's layout, as Distribution itself would have, without asking a registry: a push
 * of each image would take hours. Nothing is synced. Safe for use by many threads.
 */
final class Store {
    private final Path data;
    private final String root;
    private final Map<String, Boolean> made = new ConcurrentHashMap<>();

    Store(Path data) {
        this.data = data;
        this.root = data + "/docker/registry/v2/";
    }

    /** Content that lies in the store. */
    record Stored(String digest, long size) {
        String hex() {
            return digest.substring(digest.indexOf(':') + 1);
        }

        String descriptor(String mediaType) {
            return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
        }
    }

    /** The data directory. */
    Path data() {
        return data;
    }

    /** Puts content among the blobs. */
    Stored blob(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(Content.sha256().digest(bytes));
        String prefix = root + "blobs/sha256/" + hex.substring(0, 2);
        shared(prefix);
        own(prefix, hex);
        write(prefix + "/" + hex + "/data", bytes);
        return new Stored("sha256:" + hex, bytes.length);
    }

    /** What a blob holds. */
    String read(Stored blob) throws IOException {
        return Files.readString(Path.of(root, "blobs", "sha256", blob.hex().substring(0, 2), blob.hex(), "data"));
    }

    /** Lets a repository have a blob. */
    void layer(String repository, Stored blob) throws IOException {
        String layers = root + "repositories/" + repository + "/_layers/sha256";
        shared(layers);
        link(layers, blob);
    }

    /** Lets a repository have a manifest. */
    void revision(String repository, Stored manifest) throws IOException {
        String revisions = root + "repositories/" + repository + "/_manifests/revisions/sha256";
        shared(revisions);
        link(revisions, manifest);
    }

    /** Points a new tag to a manifest. */
    void tag(String repository, String tag, Stored manifest) throws IOException {
        String tags = root + "repositories/" + repository + "/_manifests/tags";
        shared(tags);
        String directory = own(tags, tag);
        String index = own(directory, "index");
        link(own(index, "sha256"), manifest);
        write(own(directory, "current") + "/link", manifest.digest().getBytes(StandardCharsets.US_ASCII));
    }

    private void link(String parent, Stored target) throws IOException {
        String directory = own(parent, target.hex());
        write(directory + "/link", target.digest().getBytes(StandardCharsets.US_ASCII));
    }

    private void shared(String directory) {
        made.computeIfAbsent(directory, path -> new File(path).mkdirs());
    }

    private static String own(String parent, String name) {
        String directory = parent + "/" + name;
        new File(directory).mkdir();
        return directory;
    }

    private static void write(String file, byte[] content) throws IOException {
        try (OutputStream out = new FileOutputStream(file)) {
            out.write(content);
        }
    }
}
