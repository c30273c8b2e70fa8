package io.stowage.registry.gc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.registry.testing.FakeTime;
import io.stowage.registry.testing.nfs.NfsServer;
import io.stowage.registry.testing.nfs.NfsVersion;
import io.stowage.registry.upload.UploadResult;
import io.stowage.registry.upload.UploadSession;
import io.stowage.storage.PageRequest;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.SweepReport;
import io.stowage.storage.SweepUnderWayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several instances push, mount, delete and pull at random in one directory, while collectors run without pause: no
 * manifest that was acknowledged lacks a blob, ever, and at the end the disk holds what the manifests need and no more.
 *
 * <p>Runs for {@code -Dstowage.storm.seconds}, 12 unless told otherwise.
 */
class CollectorStormTest {
    private static final long SECONDS = Long.getLong("stowage.storm.seconds", 12);
    /** Longer than any step of a push may take here, and short enough that much is removed for good. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    private static final SweepReport.Tally NOTHING = SweepReport.Tally.NOTHING;
    /** For the end: some sweeps of less than a second each. */
    private static final Duration LAST_SWEEPS = Duration.ofMinutes(1);

    private static final int INSTANCES = 3;
    private static final int LAYERS = 30;
    private static final int TAGS = 4;

    private final List<RepositoryName> repositories = Stream.of("a", "a/b", "team/app", "team/app/more")
            .map(RepositoryName::parse)
            .toList();
    private final AtomicLong pushes = new AtomicLong();
    private final AtomicLong pulls = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong freed = new AtomicLong();

    @TempDir
    Path directory;

    @Test
    void nothingThatIsNeededIsEverRemovedAndNothingElseStays() throws Exception {
        storm(Collections.nCopies(INSTANCES, directory));
    }

    @Test
    void nothingIsRemovedOnNfsThatAnotherClientTookForThere() throws Exception {
        NfsServer server = new NfsServer(directory, NfsVersion.V4, new FakeTime());
        storm(Stream.generate(() -> server.mount().root()).limit(INSTANCES).toList());
    }

    private void storm(List<Path> roots) throws Exception {
        List<Registry> instances = new ArrayList<>();
        for (Path root : roots) {
            instances.add(
                    Registry.builder(FilesystemStorage.builder(root).sync(false).open())
                            .build());
        }
        push(new Random(0), instances.get(0)); // so that there is a directory to collect in
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 2 * INSTANCES; i++) {
            Random random = new Random(i);
            work.add(until(end, () -> act(random, instances.get(random.nextInt(INSTANCES)))));
        }
        for (Optional<Duration> untagged : List.of(Optional.<Duration>empty(), Optional.of(GRACE))) {
            Registry instance = instances.get(untagged.isPresent() ? 1 : 2);
            work.add(until(end, () -> collect(instance, GRACE, untagged)));
        }

        runAll(work);

        Registry last = instances.get(0);
        collectAll(last);
        assertTrue(pushes.get() > 20 && pulls.get() > 20, pushes + " pushes, " + pulls + " pulls");
        assertTrue(freed.get() > 0, "nothing was freed during " + pushes + " pushes, refused " + refused);
        assertEquals(needed(last), onDisk());
        for (RepositoryName repository : repositories) {
            for (Tag tag : last.repository(repository)
                    .tags()
                    .list(PageRequest.first(100))
                    .entries()) {
                pull(last.repository(repository), tag);
            }
        }
        for (Registry instance : instances) {
            instance.close();
        }
    }

    private void act(Random random, Registry registry) throws IOException {
        RepositoryName name = repositories.get(random.nextInt(repositories.size()));
        Repository repository = registry.repository(name);
        Tag tag = Tag.parse("t" + random.nextInt(TAGS));
        switch (random.nextInt(8)) {
            case 0 -> ignoringAbsence(() -> repository.tags().delete(tag));
            case 1 ->
                ignoringAbsence(() -> repository
                        .manifests()
                        .delete(repository.manifests().get(tag).digest()));
            case 2, 3, 4 -> pull(repository, tag);
            default -> push(random, registry);
        }
    }

    private void push(Random random, Registry registry) throws IOException {
        Repository repository = registry.repository(repositories.get(random.nextInt(repositories.size())));
        List<byte[]> layers = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            byte[] layer = layer(random.nextInt(LAYERS));
            layers.add(layer);
            pushBlob(random, repository, layer);
        }
        byte[] manifest = manifest(layers);
        Tag tag = Tag.parse("t" + random.nextInt(TAGS));
        try {
            repository.manifests().put(tag, Optional.empty(), manifest, List.of());
            pushes.incrementAndGet();
        } catch (RegistryException e) {
            // Only if a blob that it was told of is gone, which must not be.
            throw new AssertionError("a push was refused: " + e.getMessage(), e);
        }
    }

    private void pushBlob(Random random, Repository repository, byte[] content) throws IOException {
        Digest digest = Digest.of(DigestAlgorithm.SHA256, content);
        if (exists(repository, digest)) {
            return;
        }
        UploadSession session;
        if (random.nextBoolean()) {
            UploadResult result = repository.uploads().mount(digest, Optional.empty(), any -> true);
            if (result instanceof UploadResult.Mounted) {
                return;
            }
            session = ((UploadResult.Started) result).session();
        } else {
            session = repository.uploads().start(DigestAlgorithm.SHA256);
        }
        session.complete(digest, Optional.empty(), new ByteArrayInputStream(content));
    }

    private static boolean exists(Repository repository, Digest digest) throws IOException {
        try {
            repository.blobs().get(digest);
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    private void pull(Repository repository, Tag tag) throws IOException {
        StoredManifest manifest;
        try {
            manifest = repository.manifests().get(tag);
        } catch (RegistryException e) {
            return; // not there
        }
        for (Digest digest : blobsOf(manifest)) {
            try (InputStream in = repository.blobs().get(digest).open(0)) {
                assertEquals(digest, Digest.of(DigestAlgorithm.SHA256, in.readAllBytes()));
            } catch (RegistryException | IOException e) {
                if (isThere(repository, manifest.digest())) {
                    throw new AssertionError("manifest " + manifest.digest() + " lacks " + digest, e);
                }
                return; // deleted meanwhile, and its blobs may go
            }
        }
        pulls.incrementAndGet();
    }

    private static boolean isThere(Repository repository, Digest manifest) throws IOException {
        try {
            repository.manifests().get(manifest);
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    private Optional<CollectorReport> collect(Registry registry, Duration grace, Optional<Duration> untagged)
            throws IOException {
        GarbageCollector.Settings settings = new GarbageCollector.Settings(grace, untagged, Duration.ofHours(1));
        try {
            CollectorReport report = registry.garbageCollector(settings).collect();
            freed.addAndGet(report.swept().freed().blobs());
            return Optional.of(report);
        } catch (SweepUnderWayException e) {
            refused.incrementAndGet();
            return Optional.empty();
        }
    }

    private void collectAll(Registry registry) throws IOException {
        SweepReport report;
        long end = System.nanoTime() + LAST_SWEEPS.toNanos();
        do {
            report = collect(registry, Duration.ZERO, Optional.of(Duration.ZERO))
                    .orElseThrow(() -> new AssertionError("another collector is at work, though all have ended"))
                    .swept();
            if (System.nanoTime() > end) {
                fail("after " + LAST_SWEEPS + " of sweeps something is still aside: " + aside() + ", the last did: "
                        + report);
            }
        } while (!report.aside().equals(NOTHING) || !report.freed().equals(NOTHING) || !aside().isEmpty());
    }

    private List<Path> aside() throws IOException {
        Path aside = directory.resolve("docker/registry/v2/stowage/aside");
        if (!Files.exists(aside)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(aside)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private Set<String> needed(Registry registry) throws IOException {
        Set<String> needed = new TreeSet<>();
        for (RepositoryName name : repositories) {
            Repository repository = registry.repository(name);
            for (Tag tag : tags(repository)) {
                StoredManifest manifest = repository.manifests().get(tag);
                needed.add(manifest.digest().hex());
                blobsOf(manifest).forEach(digest -> needed.add(digest.hex()));
            }
        }
        return needed;
    }

    private static List<Tag> tags(Repository repository) throws IOException {
        try {
            return repository.tags().list(PageRequest.first(100)).entries();
        } catch (RegistryException e) {
            if (e.errors().get(0).code() == ErrorCode.NAME_UNKNOWN) {
                return List.of(); // its last tag was deleted, and the collector took the rest
            }
            throw e;
        }
    }

    private Set<String> onDisk() throws IOException {
        try (Stream<Path> walk = Files.walk(directory.resolve("docker/registry/v2/blobs"))) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getName(file.getNameCount() - 2)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<Digest> blobsOf(StoredManifest manifest) {
        List<Digest> digests = new ArrayList<>();
        Matcher matcher = Pattern.compile("sha256:[0-9a-f]{64}").matcher(new String(manifest.content(), UTF_8));
        while (matcher.find()) {
            digests.add(Digest.parse(matcher.group()));
        }
        return digests;
    }

    private static byte[] layer(int number) {
        return ("layer " + number + " ".repeat(number * 100)).getBytes(UTF_8);
    }

    private static byte[] manifest(List<byte[]> layers) {
        String descriptors = layers.stream()
                .map(layer -> "{\"mediaType\":\"application/octet-stream\",\"digest\":\""
                        + Digest.of(DigestAlgorithm.SHA256, layer) + "\",\"size\":" + layer.length + "}")
                .collect(Collectors.joining(","));
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                        + descriptors.substring(0, descriptors.indexOf('}') + 1) + ",\"layers\":[" + descriptors + "]}")
                .getBytes(UTF_8);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static Callable<Void> until(long end, Step step) {
        return () -> {
            while (System.nanoTime() < end) {
                step.run();
            }
            return null;
        };
    }

    private static void ignoringAbsence(Step step) throws IOException {
        try {
            step.run();
        } catch (RegistryException e) {
            assertEquals(404, e.status(), e.getMessage());
        }
    }

    private static void runAll(List<Callable<Void>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
