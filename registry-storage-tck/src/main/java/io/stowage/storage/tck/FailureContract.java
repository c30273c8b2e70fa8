package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What holds after a write that failed, whichever of its steps it was: everything is as before or as after, for the
 * instance that failed and for others, and the same call made again does it.
 *
 * <p>Each case runs once for each step that its operation takes, with that step failing alone and with all that follow
 * failing too, in a repository of its own.
 */
abstract class FailureContract extends StorageContract {
    private static final PageRequest ALL = PageRequest.first(100);
    private static final Tag TAG = Tag.parse("v1");

    /** Stands for the absence of a tag among the digests that it may point to. */
    private static final Digest NONE = SampleManifests.image("none").digest();

    /** A step fails alone, or with all that follow. */
    private static final List<BiConsumer<FaultyMedium, Integer>> WAYS =
            List.of(FaultyMedium::failOnceAfter, FaultyMedium::failAfter);

    private final RegistryStorageContract implementation;
    private FaultyMedium medium;
    private RegistryStorage failing;

    FailureContract(RegistryStorageContract implementation) {
        super(implementation, SeenBy.SAME_INSTANCE);
        this.implementation = implementation;
    }

    @BeforeEach
    void openOnFaultyMedium() throws Exception {
        assumeTrue(implementation.features().contains(StorageFeature.FAULTS), "the storage claims no such feature");
        medium = implementation.openOnFaultyMedium();
        failing = keep(medium.storage());
    }

    @Test
    void nothingSeemsAbsentBecauseItCannotBeRead() throws Exception {
        byte[] content = utf8("content");
        Digest blob = pushBlob(APP, content);
        StoredManifest image = SampleManifests.image("one");
        StoredManifest referrer = SampleManifests.referrer("two", image.digest());
        storage().manifests().put(APP, image);
        storage().manifests().put(APP, referrer);
        storage().tags().put(APP, TAG, image.digest());
        PendingUpload upload = startUpload(APP, content);

        neverWrong(
                Optional.of(content.length),
                instance -> instance.blobs().find(APP, blob).map(found -> (int) found.size()));
        neverWrong(Optional.of(APP), instance -> instance.blobs().findHolder(blob, any -> true));
        neverWrong(Optional.of(image), instance -> instance.manifests().find(APP, image.digest()));
        neverWrong(2, instance -> instance.manifests().list(APP, ALL).entries().size());
        neverWrong(
                List.of(referrer.digest()),
                instance ->
                        instance.manifests().referrers(APP, image.digest(), ALL).entries());
        neverWrong(Optional.of(image.digest()), instance -> instance.tags().find(APP, TAG));
        neverWrong(List.of(TAG), instance -> instance.tags().list(APP, ALL).entries());
        neverWrong(List.of(TAG), instance -> instance.tags().pointingTo(APP, image.digest()));
        neverWrong(List.of(APP), instance -> instance.repositories().list(ALL).entries());
        neverWrong(true, instance -> instance.repositories().exists(APP));
        neverWrong(
                (long) content.length,
                instance ->
                        instance.uploads().find(APP, upload.id()).orElseThrow().size());
        neverWrong(1, instance -> instance.uploads().startedBefore(FAR_FUTURE).size());
    }

    /** Asks with each step failing, in both ways, an instance that knows nothing yet. */
    private <T> void neverWrong(T expected, Question<T> question) throws Exception {
        for (BiConsumer<FaultyMedium, Integer> way : WAYS) {
            boolean failed = true;
            for (int step = 0; failed; step++) {
                FaultyMedium fresh = implementation.openOnFaultyMedium();
                keep(fresh.storage());
                way.accept(fresh, step);
                Optional<T> answer = answer(question, fresh.storage());
                failed = fresh.mend();
                if (answer.isPresent() || !failed) {
                    assertEquals(Optional.of(expected), answer, "with step " + step + " failing");
                }
            }
        }
    }

    private static <T> Optional<T> answer(Question<T> question, RegistryStorage instance) {
        try {
            return Optional.of(question.ask(instance));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(RegistryStorage instance) throws IOException;
    }

    @Test
    void aManifestIsThereWithItsReferrerEntryOrNotAtAll() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();
        atEveryStep(repository -> {
            StoredManifest manifest = SampleManifests.referrer(repository.toString(), subject);
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.manifests().put(repository, manifest);
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    Optional<StoredManifest> found = storage.manifests().find(repository, manifest.digest());
                    if (done || found.isPresent()) {
                        assertEquals(Optional.of(manifest), found);
                    }
                    List<Digest> expected =
                            found.stream().map(StoredManifest::digest).toList();
                    assertEquals(
                            expected, storage.manifests().list(repository, ALL).entries());
                    assertEquals(
                            expected,
                            storage.manifests()
                                    .referrers(repository, subject, ALL)
                                    .entries());
                    assertEquals(found.isPresent(), storage.repositories().exists(repository));
                }
            };
        });
    }

    @Test
    void aManifestIsGoneOrThereAsBefore() throws Exception {
        atEveryStep(repository -> {
            StoredManifest manifest = SampleManifests.image(repository.toString());
            storage().manifests().put(repository, manifest);
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.manifests().delete(repository, manifest.digest());
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    Optional<StoredManifest> found = storage.manifests().find(repository, manifest.digest());
                    assertEquals(done ? Optional.empty() : found.map(any -> manifest), found);
                    assertEquals(
                            found.stream().map(StoredManifest::digest).toList(),
                            storage.manifests().list(repository, ALL).entries());
                }
            };
        });
    }

    @Test
    void aNewTagIsThereOrNot() throws Exception {
        atEveryStep(repository -> {
            Digest digest = SampleManifests.image("one").digest();
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.tags().put(repository, TAG, digest);
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    checkTag(storage, repository, done ? List.of(digest) : List.of(digest, NONE));
                }
            };
        });
    }

    @Test
    void aTagThatIsMovedIsNeverAbsent() throws Exception {
        Digest before = SampleManifests.image("before").digest();
        Digest after = SampleManifests.image("after").digest();
        atEveryStep(repository -> {
            storage().tags().put(repository, TAG, before);
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.tags().put(repository, TAG, after);
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    checkTag(storage, repository, done ? List.of(after) : List.of(before, after));
                }
            };
        });
    }

    @Test
    void aTagIsGoneOrPointsToWhereItDid() throws Exception {
        Digest digest = SampleManifests.image("one").digest();
        atEveryStep(repository -> {
            storage().tags().put(repository, TAG, digest);
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.tags().delete(repository, TAG);
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    checkTag(storage, repository, done ? List.of(NONE) : List.of(digest, NONE));
                }
            };
        });
    }

    @Test
    void aMountedBlobIsThereWholeOrNot() throws Exception {
        atEveryStep(repository -> {
            byte[] content = utf8("mounted into " + repository);
            Digest digest = pushBlob(APP, content);
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    assertTrue(failing.blobs().mount(APP, repository, digest));
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    checkBlob(storage, repository, digest, content, done);
                    assertHolds(storage, APP, digest, content);
                }
            };
        });
    }

    @Test
    void aDeletedBlobIsGoneOrThere() throws Exception {
        atEveryStep(repository -> {
            byte[] content = utf8("deleted from " + repository);
            Digest digest = pushBlob(repository, content);
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.blobs().delete(repository, digest);
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    checkBlob(storage, repository, digest, content, false);
                    if (done) {
                        assertDoesNotHold(storage, repository, digest);
                    }
                }
            };
        });
    }

    @Test
    void anUploadOfOneChunkIsPublishedOrCanBeAgain() throws Exception {
        atEveryStep(repository -> commit(repository, utf8("one chunk in " + repository)));
    }

    @Test
    void anUploadOfSeveralChunksIsPublishedOrCanBeAgain() throws Exception {
        atEveryStep(repository -> commit(repository, utf8("two "), utf8("chunks in " + repository)));
    }

    private Attempt commit(RepositoryName repository, byte[]... chunks) throws IOException {
        PendingUpload begun = startUpload(repository);
        byte[] content = new byte[0];
        for (byte[] chunk : chunks) {
            append(begun, chunk);
            int end = content.length;
            content = Arrays.copyOf(content, end + chunk.length);
            System.arraycopy(chunk, 0, content, end, chunk.length);
        }
        byte[] whole = content;
        Digest digest = sha256(whole);
        PendingUpload upload = failing.uploads().find(repository, begun.id()).orElseThrow();
        assertEquals(whole.length, upload.size());
        return new Attempt() {
            @Override
            public void run() throws IOException {
                upload.commit(digest);
            }

            @Override
            public void check(RegistryStorage storage, boolean done) throws IOException {
                checkBlob(storage, repository, digest, whole, done);
                if (storage.blobs().find(repository, digest).isEmpty()) {
                    assertReceived(
                            whole,
                            storage.uploads().find(repository, begun.id()).orElseThrow());
                }
            }
        };
    }

    @Test
    void anUploadWhoseCommitFailedIsCommittedByAnotherRequest() throws Exception {
        for (int step = 0; ; step++) {
            RepositoryName repository = RepositoryName.parse("step-" + step);
            byte[] content = utf8("content of " + repository);
            Digest digest = sha256(content);
            PendingUpload begun = startUpload(repository, content);
            PendingUpload upload =
                    failing.uploads().find(repository, begun.id()).orElseThrow();
            upload.size();
            medium.failAfter(step);
            boolean done = succeeds(() -> upload.commit(digest));
            boolean failed = medium.mend();

            Optional<PendingUpload> left = failing.uploads().find(repository, begun.id());
            if (left.isPresent()) {
                assertReceived(content, left.get());
                left.get().commit(digest);
            }

            assertHolds(failing, repository, digest, content);
            assertHolds(storage(), repository, digest, content);
            if (!failed) {
                assertTrue(done);
                return;
            }
        }
    }

    @Test
    void aChunkThatFailedLeavesTheOnesBeforeAndCanBeSentAgain() throws Exception {
        byte[] first = bytes(10_000);
        byte[] second = bytes(50_000);
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        Digest digest = sha256(whole);
        for (int step = 0; ; step++) {
            RepositoryName repository = RepositoryName.parse("step-" + step);
            PendingUpload begun = startUpload(repository, first);
            medium.failAfter(step);
            boolean done = succeeds(() -> {
                PendingUpload upload =
                        failing.uploads().find(repository, begun.id()).orElseThrow();
                try (OutputStream sink = upload.append(first.length)) {
                    sink.write(second, 0, 20_000);
                    sink.write(second, 20_000, 30_000);
                }
            });
            boolean failed = medium.mend();

            PendingUpload left = failing.uploads().find(repository, begun.id()).orElseThrow();
            int size = (int) left.size();
            assertTrue(size >= first.length, () -> "of a chunk that was taken before only " + size + " bytes are left");
            assertReceived(Arrays.copyOf(whole, size), left);
            assertReceived(
                    Arrays.copyOf(whole, size),
                    storage().uploads().find(repository, begun.id()).orElseThrow());
            if (done) {
                assertEquals(whole.length, size);
            }
            append(left, Arrays.copyOfRange(whole, size, whole.length));
            left.commit(digest);
            assertHolds(storage(), repository, digest, whole);
            if (!failed) {
                assertTrue(done);
                return;
            }
        }
    }

    @Test
    void anUploadThatCouldNotBeStartedOrDroppedIsListedAsStale() throws Exception {
        atEveryStep(repository -> {
            PendingUpload begun = startUpload(repository, utf8("some bytes"));
            PendingUpload upload =
                    failing.uploads().find(repository, begun.id()).orElseThrow();
            return new Attempt() {
                @Override
                public void run() throws IOException {
                    failing.uploads().create(repository, START);
                    upload.cancel();
                }

                @Override
                public void check(RegistryStorage storage, boolean done) throws IOException {
                    if (done) {
                        assertTrue(
                                storage.uploads().find(repository, begun.id()).isEmpty());
                    }
                    for (PendingUpload stale : storage.uploads().startedBefore(FAR_FUTURE)) {
                        if (!stale.id().equals(begun.id())) {
                            stale.cancel();
                        }
                    }
                }
            };
        });
        for (PendingUpload stale : storage().uploads().startedBefore(FAR_FUTURE)) {
            stale.cancel();
        }
        assertEquals(List.of(), storage().uploads().startedBefore(FAR_FUTURE));
    }

    @Test
    void aTrialOfTheStorageFailsWithItAndSucceedsAfterwards() throws Exception {
        failing.check();
        storage().check();
        medium.failAfter(0);
        assertTrue(!succeeds(() -> failing.check()), "the medium fails, and check() does not");
        medium.mend();
        failing.check();
    }

    /** One operation, and what may be seen after it. */
    private interface Attempt {
        void run() throws IOException;

        /**
         * Looks at the outcome.
         *
         * @param done whether the operation returned; else before and after are both right
         */
        void check(RegistryStorage storage, boolean done) throws IOException;
    }

    /** Prepares an attempt in an empty repository. */
    @FunctionalInterface
    private interface Preparation {
        Attempt in(RepositoryName repository) throws Exception;
    }

    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private void atEveryStep(Preparation preparation) throws Exception {
        for (int way = 0; way < WAYS.size(); way++) {
            boolean failed = true;
            for (int step = 0; failed; step++) {
                Attempt attempt = preparation.in(RepositoryName.parse("way-" + way + "/step-" + step));
                WAYS.get(way).accept(medium, step);
                failed = checkAfter(attempt);
            }
        }
    }

    /** Whether a step failed, so that there may be more. */
    private boolean checkAfter(Attempt attempt) throws IOException {
        boolean done = succeeds(attempt::run);
        boolean failed = medium.mend();
        attempt.check(failing, done);
        attempt.check(storage(), done);
        if (!failed) {
            assertTrue(done, "it failed on a medium that did not");
        }
        attempt.run();
        attempt.check(failing, true);
        attempt.check(storage(), true);
        return failed;
    }

    private static boolean succeeds(Operation operation) {
        try {
            operation.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void checkTag(RegistryStorage storage, RepositoryName repository, List<Digest> possible)
            throws IOException {
        Optional<Digest> found = storage.tags().find(repository, TAG);
        assertTrue(possible.contains(found.orElse(NONE)), () -> TAG + " of " + repository + " points to " + found);
        assertEquals(
                found.stream().map(any -> TAG).toList(),
                storage.tags().list(repository, ALL).entries());
        for (Digest digest : possible) {
            assertEquals(
                    found.filter(digest::equals).stream().map(any -> TAG).toList(),
                    storage.tags().pointingTo(repository, digest));
        }
    }

    private static void checkBlob(
            RegistryStorage storage, RepositoryName repository, Digest digest, byte[] content, boolean mustBeThere)
            throws IOException {
        if (mustBeThere || storage.blobs().find(repository, digest).isPresent()) {
            assertHolds(storage, repository, digest, content);
        }
    }
}
