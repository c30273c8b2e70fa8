package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.testing.FakeTime;
import io.stowage.registry.testing.nfs.NfsClient;
import io.stowage.registry.testing.nfs.NfsServer;
import io.stowage.registry.testing.nfs.NfsVersion;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadOffsetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pushes through a load balancer that sends every request to another of three NFS clients, while replies get lost and
 * handles become stale: what was acknowledged is there for all three at once, and what was deleted for none.
 *
 * <p>Runs for {@code -Dstowage.nfs.images} images by each of six pushers, 15 unless told otherwise.
 */
@Timeout(300)
class NfsScheduleTest {
    private static final int IMAGES = Integer.getInteger("stowage.nfs.images", 15);
    private static final int PUSHERS = 6;
    private static final int CLIENTS = 3;
    private static final int ATTEMPTS = 20;
    private static final RepositoryName SHARED = RepositoryName.parse("team/base");

    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    private final List<FilesystemStorage> instances = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void whatWasAcknowledgedIsThereForAllAtOnce(NfsVersion version) throws Exception {
        NfsServer server = new NfsServer(directory, version, new FakeTime());
        for (int i = 0; i < CLIENTS; i++) {
            NfsClient client = server.mount();
            client.faults().atRandom(new Random(i), 0.01, 0.001);
            client.faults().whileAnOpenFileIsReplaced(Thread::onSpinWait);
            instances.add(FilesystemStorage.builder(client.root()).open());
        }
        Pushed.blob(instances.get(0), SHARED, "base");
        List<Callable<Void>> pushers = new ArrayList<>();
        for (int i = 0; i < PUSHERS; i++) {
            pushers.add(new Pusher(i));
        }

        ExecutorService threads = Executors.newFixedThreadPool(PUSHERS);
        try {
            for (Future<Void> pusher : threads.invokeAll(pushers)) {
                pusher.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** One request, to whichever instance. */
    @FunctionalInterface
    private interface Request<T> {
        T send(FilesystemStorage instance) throws IOException;
    }

    private final class Pusher implements Callable<Void> {
        private final Random random;
        private final RepositoryName repository;
        private final Tag latest = Tag.parse("latest");

        Pusher(int number) {
            this.random = new Random(100 + number);
            this.repository = RepositoryName.parse("team/app" + number / 2); // two push to each
        }

        @Override
        public Void call() throws IOException {
            for (int image = 0; image < IMAGES; image++) {
                push(image);
            }
            return null;
        }

        private void push(int number) throws IOException {
            String content = "layer " + random.nextLong();
            Digest layer = Pushed.digest(content);
            assertEquals(
                    Optional.empty(), ask(instance -> instance.blobs().find(repository, layer)), "every push asks");
            upload(content, layer);
            seenByAll(instance -> Pushed.read(instance, repository, layer), Optional.of(content));

            Digest base = Pushed.digest("base");
            if (!ask(instance -> instance.blobs().mount(SHARED, repository, base))) {
                upload("base", base);
            }
            StoredManifest manifest = Pushed.image(layer, content.length());
            assertEquals(Optional.empty(), ask(instance -> instance.manifests().find(repository, manifest.digest())));
            tell(instance -> instance.manifests().put(repository, manifest));
            seenByAll(instance -> instance.manifests().find(repository, manifest.digest()), Optional.of(manifest));

            Tag tag = Tag.parse("t" + random.nextInt(Integer.MAX_VALUE));
            assertEquals(Optional.empty(), ask(instance -> instance.tags().find(repository, tag)));
            tell(instance -> instance.tags().put(repository, tag, manifest.digest()));
            tell(instance -> instance.tags().put(repository, latest, manifest.digest()));
            seenByAll(instance -> instance.tags().find(repository, tag), Optional.of(manifest.digest()));
            seenByAll(instance -> instance.tags().find(repository, latest).isPresent(), true);
            seenByAll(instance -> listed(instance, tag), true);
            if (number % 3 == 0) {
                delete(tag, manifest.digest(), layer);
            }
        }

        private void upload(String content, Digest digest) throws IOException {
            PendingUpload upload = ask(instance -> instance.uploads().create(repository, Instant.EPOCH));
            int half = random.nextInt(content.length() + 1);
            append(upload, 0, content.substring(0, half));
            append(upload, half, content.substring(half));
            ask(instance -> {
                Optional<PendingUpload> found = instance.uploads().find(repository, upload.id());
                if (found.isPresent()) {
                    assertEquals(content.length(), found.get().size());
                    found.get().commit(digest);
                } else {
                    // a commit that was answered with an error may have ended it
                    assertTrue(instance.blobs().find(repository, digest).isPresent(), "upload lost " + upload.id());
                }
                return found.isPresent();
            });
        }

        private void append(PendingUpload upload, long offset, String text) throws IOException {
            ask(instance -> {
                PendingUpload found = instance.uploads()
                        .find(repository, upload.id())
                        .orElseThrow(() -> new AssertionError("no upload " + upload.id()));
                try (OutputStream out = found.append(offset)) {
                    out.write(Pushed.bytes(text));
                } catch (UploadNotFoundException e) {
                    throw new AssertionError(e);
                } catch (UploadOffsetException e) {
                    assertEquals(offset + text.length(), e.size(), "the former try came through");
                }
                return true;
            });
        }

        private void delete(Tag tag, Digest manifest, Digest layer) throws IOException {
            tell(instance -> instance.tags().delete(repository, tag));
            seenByAll(instance -> instance.tags().find(repository, tag), Optional.empty());
            tell(instance -> instance.manifests().delete(repository, manifest));
            seenByAll(instance -> instance.manifests().find(repository, manifest), Optional.empty());
            tell(instance -> instance.blobs().delete(repository, layer));
            seenByAll(instance -> instance.blobs().find(repository, layer), Optional.empty());
        }

        private boolean listed(FilesystemStorage instance, Tag tag) throws IOException {
            return instance.tags()
                    .list(repository, PageRequest.first(10_000))
                    .entries()
                    .contains(tag);
        }

        private <T> void seenByAll(Request<T> request, T expected) throws IOException {
            for (FilesystemStorage instance : instances) {
                assertEquals(expected, repeat(() -> instance, request));
            }
        }

        private <T> T ask(Request<T> request) throws IOException {
            return repeat(() -> instances.get(random.nextInt(CLIENTS)), request);
        }

        private void tell(Change change) throws IOException {
            ask(instance -> {
                change.send(instance);
                return true;
            });
        }

        /** As clients do that were answered with 500. */
        private <T> T repeat(Choice choice, Request<T> request) throws IOException {
            for (int attempt = 1; ; attempt++) {
                try {
                    return request.send(choice.instance());
                } catch (IOException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    @FunctionalInterface
    private interface Change {
        void send(FilesystemStorage instance) throws IOException;
    }

    @FunctionalInterface
    private interface Choice {
        FilesystemStorage instance();
    }
}
