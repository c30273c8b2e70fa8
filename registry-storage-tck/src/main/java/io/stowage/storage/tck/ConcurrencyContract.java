package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadOffsetException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the storage promises when several do things at once: two writers, many readers, the same digest, tag or upload.
 * With two instances, every second thread works through the other one.
 */
abstract class ConcurrencyContract extends StorageContract {
    private static final int THREADS = 10;
    private static final Tag LATEST = Tag.parse("latest");

    ConcurrencyContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    // ---- uploads

    @Test
    void ofTwoWritersTheFirstToCloseWins() throws Exception {
        byte[] first = bytes(100_000);
        byte[] second = bytes(150_000);
        PendingUpload upload = startUpload(APP);
        OutputStream winner = upload.append(0);
        OutputStream loser = elsewhere(upload).append(0);
        loser.write(second, 0, 70_000);
        winner.write(first);
        loser.write(second, 70_000, 80_000);

        winner.close();
        UploadOffsetException refused = assertThrows(UploadOffsetException.class, loser::close);

        assertEquals(0, refused.offset());
        assertEquals(first.length, refused.size());
        assertReceived(first, upload);
        assertReceived(first, elsewhere(upload));
        upload.commit(sha256(first));
        assertHolds(elsewhere(), APP, sha256(first), first);
    }

    @Test
    void theWriterThatOpenedLastMayWin() throws Exception {
        PendingUpload upload = startUpload(APP, utf8("begin, "));
        OutputStream loser = upload.append(7);
        loser.write(utf8("the one that is late"));
        OutputStream winner = elsewhere(upload).append(7);
        winner.write(utf8("end"));

        winner.close();
        UploadOffsetException refused = assertThrows(UploadOffsetException.class, loser::close);

        assertEquals(7, refused.offset());
        assertEquals(10, refused.size());
        assertReceived(utf8("begin, end"), upload);
        assertReceived(utf8("begin, end"), elsewhere(upload));
    }

    @Test
    void theWriterThatLostMayCloseAgainAndGoOn() throws Exception {
        PendingUpload upload = startUpload(APP);
        OutputStream loser = upload.append(0);
        loser.write(utf8("lost"));
        append(elsewhere(upload), utf8("won"));
        assertThrows(UploadOffsetException.class, loser::close);

        loser.close();
        append(upload, utf8(", then lost"));

        assertReceived(utf8("won, then lost"), elsewhere(upload));
    }

    @Test
    void aWriterWithNothingToSayDisturbsNobody() throws Exception {
        PendingUpload upload = startUpload(APP);
        OutputStream writer = upload.append(0);
        OutputStream silent = elsewhere(upload).append(0);

        writer.write(utf8("something"));
        silent.close();
        writer.close();

        assertReceived(utf8("something"), elsewhere(upload));
    }

    @Test
    void manyWritersAtOneOffsetNeverMix() throws Exception {
        for (int round = 0; round < 5; round++) {
            PendingUpload created = startUpload(APP);

            List<Boolean> won = AtOnce.run(THREADS, number -> {
                PendingUpload upload =
                        eyes(number).uploads().find(APP, created.id()).orElseThrow();
                byte[] mine = new byte[50_000 + number];
                Arrays.fill(mine, (byte) number);
                try (OutputStream sink = upload.append(0)) {
                    sink.write(mine, 0, 25_000);
                    sink.write(mine, 25_000, mine.length - 25_000);
                } catch (UploadOffsetException tooLate) {
                    return false;
                }
                return true;
            });

            assertEquals(1, won.stream().filter(each -> each).count(), () -> "winners: " + won);
            byte[] expected = new byte[50_000 + won.indexOf(true)];
            Arrays.fill(expected, (byte) won.indexOf(true));
            assertReceived(expected, created);
            assertReceived(expected, elsewhere(created));
        }
    }

    @Test
    void anUploadThatIsReadWhileItGrowsShowsOnlyBytesThatStay() throws Exception {
        byte[] content = bytes(500_000);
        PendingUpload upload = startUpload(APP);
        PendingUpload seen = elsewhere(upload);
        AtomicBoolean done = new AtomicBoolean();

        AtOnce.run(List.of(
                () -> {
                    try {
                        for (int begin = 0; begin < content.length; begin += 5_000) {
                            append(upload, Arrays.copyOfRange(content, begin, begin + 5_000));
                        }
                    } finally {
                        done.set(true);
                    }
                    return "written";
                },
                () -> {
                    long before = 0;
                    while (!done.get()) {
                        long size = seen.size();
                        assertTrue(size >= before && size % 5_000 == 0, "size " + size + " after " + before);
                        byte[] read = bytesOf(seen);
                        assertTrue(read.length >= size);
                        assertArrayEquals(Arrays.copyOf(content, read.length), read);
                        before = size;
                    }
                    return "read";
                }));

        assertReceived(content, seen);
    }

    @Test
    void anUploadThatOneEndedIsGoneForAllHandles() throws Exception {
        PendingUpload committed = startUpload(APP, utf8("committed"));
        PendingUpload cancelled = startUpload(APP, utf8("cancelled"));
        List<PendingUpload> handles = List.of(elsewhere(committed), elsewhere(cancelled));

        committed.commit(sha256(utf8("committed")));
        cancelled.cancel();

        for (PendingUpload handle : handles) {
            assertThrows(UploadNotFoundException.class, handle::size);
            assertThrows(UploadNotFoundException.class, handle::read);
            assertThrows(UploadNotFoundException.class, () -> handle.append(9));
            handle.cancel();
        }
        assertHolds(elsewhere(), APP, sha256(utf8("committed")), utf8("committed"));
        assertThrows(UploadNotFoundException.class, () -> handles.get(1).commit(sha256(utf8("cancelled"))));
        assertDoesNotHold(storage(), APP, sha256(utf8("cancelled")));
    }

    @Test
    void aStreamThatAnotherEndedTheUploadUnderFails() throws Exception {
        PendingUpload upload = startUpload(APP, utf8("begin"));
        OutputStream late = elsewhere(upload).append(5);
        late.write(bytes(100_000));
        upload.commit(sha256(utf8("begin")));

        assertThrows(IOException.class, late::close);

        assertHolds(storage(), APP, sha256(utf8("begin")), utf8("begin"));
        assertHolds(elsewhere(), APP, sha256(utf8("begin")), utf8("begin"));
        assertTrue(elsewhere().uploads().startedBefore(FAR_FUTURE).isEmpty());
    }

    @Test
    void manyUploadsAreStartedFilledAndCommittedAtOnce() throws Exception {
        AtOnce.run(THREADS, number -> {
            for (int i = 0; i < 10; i++) {
                byte[] content = utf8("blob " + i + " of thread " + number);
                PendingUpload upload = eyes(number).uploads().create(APP, START);
                append(upload, content);
                upload.commit(sha256(content));
            }
            return number;
        });

        for (int number = 0; number < THREADS; number++) {
            for (int i = 0; i < 10; i++) {
                byte[] content = utf8("blob " + i + " of thread " + number);
                assertHolds(storage(), APP, sha256(content), content);
                assertHolds(elsewhere(), APP, sha256(content), content);
            }
        }
        assertTrue(elsewhere().uploads().startedBefore(FAR_FUTURE).isEmpty());
    }

    @Test
    void commitPublishesTheBytesWhoseSizeTheHandleTold() throws Exception {
        PendingUpload upload = startUpload(APP, utf8("known"));
        PendingUpload committer = elsewhere(upload);
        assertEquals(5, committer.size());

        append(upload, utf8(" and unknown"));
        committer.commit(sha256(utf8("known")));

        assertHolds(storage(), APP, sha256(utf8("known")), utf8("known"));
        assertHolds(elsewhere(), APP, sha256(utf8("known")), utf8("known"));
        assertTrue(storage().uploads().startedBefore(FAR_FUTURE).isEmpty());
    }

    @Test
    void commitPublishesTheBytesThatWereRead() throws Exception {
        PendingUpload upload = startUpload(APP, utf8("read"));
        PendingUpload committer = elsewhere(upload);
        byte[] read = bytesOf(committer);

        append(upload, utf8(" and added since"));
        committer.commit(sha256(read));

        assertHolds(storage(), APP, sha256(read), read);
        assertHolds(elsewhere(), APP, sha256(read), read);
    }

    @Test
    void commitPublishesTheBytesThatItsOwnStreamEndedWith() throws Exception {
        PendingUpload upload = startUpload(APP, utf8("begin, "));
        PendingUpload committer = elsewhere(upload);
        append(committer, utf8("end"));

        append(upload, utf8(", and one more word"));
        committer.commit(sha256(utf8("begin, end")));

        assertHolds(storage(), APP, sha256(utf8("begin, end")), utf8("begin, end"));
        assertHolds(elsewhere(), APP, sha256(utf8("begin, end")), utf8("begin, end"));
        assertTrue(storage().uploads().startedBefore(FAR_FUTURE).isEmpty());
    }

    // ---- blobs

    @Test
    void theSameBlobIsCommittedByManyAtOnce() throws Exception {
        byte[] content = bytes(300_000);
        Digest digest = sha256(content);

        AtOnce.run(THREADS, number -> {
            PendingUpload upload = eyes(number).uploads().create(APP, START);
            append(upload, content);
            upload.commit(digest);
            assertHolds(eyes(number), APP, digest, content);
            return number;
        });

        assertHolds(storage(), APP, digest, content);
        assertHolds(elsewhere(), APP, digest, content);
        assertTrue(storage().uploads().startedBefore(FAR_FUTURE).isEmpty());
    }

    @Test
    void theSameBlobIsCommittedIntoManyRepositoriesAtOnce() throws Exception {
        byte[] content = bytes(100_000);
        Digest digest = Digest.of(DigestAlgorithm.SHA512, content);

        AtOnce.run(THREADS, number -> {
            RepositoryName repository = RepositoryName.parse("team/app" + number);
            PendingUpload upload = eyes(number).uploads().create(repository, START);
            append(upload, content);
            upload.commit(digest);
            assertHolds(eyes(number + 1), repository, digest, content);
            return number;
        });

        for (int number = 0; number < THREADS; number++) {
            assertHolds(elsewhere(), RepositoryName.parse("team/app" + number), digest, content);
        }
        assertDoesNotHold(elsewhere(), APP, digest);
    }

    @Test
    void oneUploadIsCommittedByManyAtOnce() throws Exception {
        byte[] content = bytes(100_000);
        Digest digest = sha256(content);
        PendingUpload created = startUpload(APP, content);
        List<PendingUpload> handles = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            handles.add(eyes(i).uploads().find(APP, created.id()).orElseThrow());
        }

        List<Boolean> committed = AtOnce.run(THREADS, number -> {
            try {
                handles.get(number).commit(digest);
            } catch (UploadNotFoundException anotherWasFirst) {
                return false;
            }
            assertHolds(eyes(number), APP, digest, content);
            return true;
        });

        assertTrue(committed.contains(true));
        assertHolds(elsewhere(), APP, digest, content);
        assertTrue(elsewhere().uploads().find(APP, created.id()).isEmpty());
    }

    @Test
    void ofCommitAndCancelAtOnceOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            byte[] content = utf8("round " + round);
            Digest digest = sha256(content);
            PendingUpload upload = startUpload(APP, content);
            PendingUpload other = elsewhere(upload);

            List<Boolean> results = AtOnce.run(List.of(
                    () -> {
                        try {
                            upload.commit(digest);
                            return true;
                        } catch (UploadNotFoundException cancelled) {
                            return false;
                        }
                    },
                    () -> {
                        other.cancel();
                        return true;
                    }));

            if (results.get(0)) {
                assertHolds(elsewhere(), APP, digest, content);
            } else {
                assertDoesNotHold(elsewhere(), APP, digest);
            }
            assertTrue(elsewhere().uploads().startedBefore(FAR_FUTURE).isEmpty());
        }
    }

    @Test
    void theSameBlobIsMountedByManyAtOnce() throws Exception {
        byte[] content = bytes(100_000);
        Digest digest = pushBlob(APP, content);

        List<Boolean> mounted =
                AtOnce.run(THREADS, number -> eyes(number).blobs().mount(APP, OTHER, digest));

        assertEquals(Set.of(true), new HashSet<>(mounted));
        assertHolds(elsewhere(), OTHER, digest, content);
    }

    @Test
    void aMountThatRacesTheDeleteOfItsSourceIsWholeOrNotThere() throws Exception {
        for (int round = 0; round < 20; round++) {
            byte[] content = utf8("round " + round);
            Digest digest = pushBlob(APP, content);

            List<Boolean> results = AtOnce.run(List.of(
                    () -> storage().blobs().mount(APP, OTHER, digest),
                    () -> elsewhere().blobs().delete(APP, digest)));

            assertTrue(results.get(1));
            assertDoesNotHold(storage(), APP, digest);
            if (results.get(0)) {
                assertHolds(storage(), OTHER, digest, content);
                assertHolds(elsewhere(), OTHER, digest, content);
            } else {
                assertDoesNotHold(elsewhere(), OTHER, digest);
            }
        }
    }

    @Test
    void aPushThatRacesTheDeleteOfTheSameBlobLeavesItWholeOrAbsent() throws Exception {
        for (int round = 0; round < 20; round++) {
            byte[] content = utf8("round " + round);
            Digest digest = pushBlob(APP, content);
            pushBlob(OTHER, content);
            PendingUpload again = startUpload(APP, content);

            AtOnce.run(List.of(
                    () -> {
                        again.commit(digest);
                        return true;
                    },
                    () -> elsewhere().blobs().delete(APP, digest)));

            if (elsewhere().blobs().find(APP, digest).isPresent()) {
                assertHolds(elsewhere(), APP, digest, content);
                assertHolds(storage(), APP, digest, content);
            } else {
                assertDoesNotHold(storage(), APP, digest);
            }
            assertHolds(elsewhere(), OTHER, digest, content);
        }
    }

    @Test
    void aBlobAppearsWholeToWhoeverWaitsForIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            byte[] content = bytes(200_000 + round);
            Digest digest = sha256(content);
            PendingUpload upload = startUpload(APP, content);

            AtOnce.run(List.of(
                    () -> {
                        upload.commit(digest);
                        return true;
                    },
                    () -> {
                        await(() -> elsewhere().blobs().find(APP, digest));
                        assertHolds(elsewhere(), APP, digest, content);
                        return true;
                    }));
        }
    }

    // ---- manifests

    @Test
    void theSameManifestIsPutByManyAtOnce() throws Exception {
        StoredManifest manifest =
                SampleManifests.referrer("one", SampleManifests.image("subject").digest());

        AtOnce.run(THREADS, number -> {
            eyes(number).manifests().put(APP, manifest);
            assertEquals(Optional.of(manifest), eyes(number).manifests().find(APP, manifest.digest()));
            return number;
        });

        assertEquals(Optional.of(manifest), elsewhere().manifests().find(APP, manifest.digest()));
        manifests(APP).assertIs(List.of(manifest.digest()));
    }

    @Test
    void referrersPutByManyAtOnceAreAllListed() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();

        List<List<StoredManifest>> put = AtOnce.run(THREADS, number -> {
            List<StoredManifest> mine = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                StoredManifest referrer = SampleManifests.referrer(number + "-" + i, subject);
                eyes(number).manifests().put(APP, referrer);
                mine.add(referrer);
            }
            return mine;
        });

        List<Digest> expected = put.stream()
                .flatMap(List::stream)
                .map(StoredManifest::digest)
                .sorted(Comparator.comparing(Digest::toString))
                .toList();
        for (int number = 0; number < 2; number++) {
            RegistryStorage seen = eyes(number);
            Listing<Digest> referrers = request -> seen.manifests().referrers(APP, subject, request);
            assertEquals(expected, referrers.all());
            assertEquals(expected, referrers.inPagesOf(7));
        }
    }

    @Test
    void aManifestIsAmongTheReferrersAsSoonAsItIsFound() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();
        List<StoredManifest> referrers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            referrers.add(SampleManifests.referrer("number " + i, subject));
        }

        AtOnce.run(List.of(
                () -> {
                    for (StoredManifest referrer : referrers) {
                        storage().manifests().put(APP, referrer);
                    }
                    return true;
                },
                () -> {
                    RegistryStorage seen = elsewhere();
                    for (StoredManifest referrer : referrers) {
                        StoredManifest found = await(() -> seen.manifests().find(APP, referrer.digest()));
                        Page<Digest> listed = seen.manifests().referrers(APP, subject, PageRequest.first(100));
                        assertTrue(listed.entries().contains(referrer.digest()), "found, but not listed");
                        assertEquals(referrer, found);
                    }
                    return true;
                }));
    }

    @Test
    void aManifestThatIsPutAgainIsNeverAbsent() throws Exception {
        StoredManifest manifest =
                SampleManifests.referrer("one", SampleManifests.image("subject").digest());
        Digest subject = manifest.subject().orElseThrow();
        storage().manifests().put(APP, manifest);

        whileRepeating(200, number -> storage().manifests().put(APP, manifest), () -> {
            assertEquals(Optional.of(manifest), elsewhere().manifests().find(APP, manifest.digest()));
            assertEquals(
                    List.of(manifest.digest()),
                    elsewhere()
                            .manifests()
                            .referrers(APP, subject, PageRequest.first(10))
                            .entries());
            assertTrue(elsewhere().repositories().exists(APP));
        });
    }

    @Test
    void manifestsPutAndDeletedAtOnceLeaveTheOthersListed() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();
        List<StoredManifest> staying = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            staying.add(SampleManifests.referrer("staying " + i, subject));
            storage().manifests().put(APP, staying.get(i));
        }
        List<Digest> expected = staying.stream()
                .map(StoredManifest::digest)
                .sorted(Comparator.comparing(Digest::toString))
                .toList();

        AtOnce.run(THREADS, number -> {
            StoredManifest passing = SampleManifests.referrer("passing " + number, subject);
            for (int i = 0; i < 10; i++) {
                eyes(number).manifests().put(APP, passing);
                RegistryStorage seen = eyes(number);
                Listing<Digest> referrers = request -> seen.manifests().referrers(APP, subject, request);
                assertTrue(referrers.all().containsAll(expected));
                assertTrue(referrers.all().contains(passing.digest()));
                assertTrue(eyes(number).manifests().delete(APP, passing.digest()));
                assertFalse(referrers.all().contains(passing.digest()));
            }
            return number;
        });

        manifests(APP).assertIs(expected);
    }

    @Test
    void manyRepositoriesAreMadeAtOnce() throws Exception {
        AtOnce.run(THREADS, number -> {
            for (int i = 0; i < 5; i++) {
                eyes(number)
                        .manifests()
                        .put(RepositoryName.parse("a/" + i + "/" + number), SampleManifests.image("one"));
            }
            return number;
        });

        List<RepositoryName> expected = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            for (int i = 0; i < 5; i++) {
                expected.add(RepositoryName.parse("a/" + i + "/" + number));
            }
        }
        expected.sort(Comparator.naturalOrder());
        Listing<RepositoryName> catalog = elsewhere().repositories()::list;
        assertEquals(expected, catalog.inPagesOf(7));
    }

    @Test
    void repositoriesThatStayAreListedWhileOthersComeAndGo() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        List<RepositoryName> staying =
                Stream.of("a", "a/m", "z").map(RepositoryName::parse).toList();
        for (RepositoryName name : staying) {
            storage().manifests().put(name, manifest);
        }

        whileRepeating(
                100,
                number -> {
                    RepositoryName passing = RepositoryName.parse("a/b" + number % 10);
                    storage().manifests().put(passing, manifest);
                    assertTrue(storage().manifests().delete(passing, manifest.digest()));
                },
                () -> {
                    List<RepositoryName> listed = elsewhere()
                            .repositories()
                            .list(PageRequest.first(100))
                            .entries();
                    assertTrue(listed.containsAll(staying), () -> "listed: " + listed);
                    assertEquals(listed.stream().sorted().distinct().toList(), listed);
                });
    }

    // ---- tags

    @Test
    void aTagThatMovesIsNeverAbsent() throws Exception {
        List<Digest> digests = List.of(
                SampleManifests.image("one").digest(),
                SampleManifests.image("two", DigestAlgorithm.SHA512, Optional.empty())
                        .digest());
        storage().tags().put(APP, LATEST, digests.get(0));

        whileRepeating(5_000, number -> storage().tags().put(APP, LATEST, digests.get(number % 2)), () -> {
            Optional<Digest> found = elsewhere().tags().find(APP, LATEST);
            assertTrue(found.isPresent() && digests.contains(found.get()), () -> "the reader saw " + found);
            assertEquals(
                    List.of(LATEST),
                    elsewhere().tags().list(APP, PageRequest.first(2)).entries());
        });
    }

    @Test
    void tagsThatStayAreListedWhileOthersComeAndGo() throws Exception {
        Digest digest = SampleManifests.image("one").digest();
        List<Tag> staying = Stream.of("a", "m", "z").map(Tag::parse).toList();
        for (Tag tag : staying) {
            storage().tags().put(APP, tag, digest);
        }

        whileRepeating(
                300,
                number -> {
                    Tag passing = Tag.parse("b" + number % 10);
                    storage().tags().put(APP, passing, digest);
                    assertTrue(storage().tags().delete(APP, passing));
                },
                () -> {
                    List<Tag> listed =
                            elsewhere().tags().list(APP, PageRequest.first(100)).entries();
                    assertTrue(listed.containsAll(staying), () -> "listed: " + listed);
                    assertEquals(listed.stream().sorted().distinct().toList(), listed);
                    assertTrue(elsewhere().tags().pointingTo(APP, digest).containsAll(staying));
                });
    }

    @Test
    void aTagPutByManyAtOncePointsToWhatOneOfThemPut() throws Exception {
        List<Digest> put = AtOnce.run(THREADS, number -> {
            Digest mine = SampleManifests.image("number " + number).digest();
            for (int i = 0; i < 10; i++) {
                eyes(number).tags().put(APP, LATEST, mine);
            }
            return mine;
        });

        Optional<Digest> found = storage().tags().find(APP, LATEST);
        assertTrue(found.isPresent() && put.contains(found.get()));
        assertEquals(found, elsewhere().tags().find(APP, LATEST));
        for (Digest digest : put) {
            List<Tag> expected = found.get().equals(digest) ? List.of(LATEST) : List.of();
            assertEquals(expected, elsewhere().tags().pointingTo(APP, digest));
        }
    }

    @Test
    void manyTagsArePutAtOnce() throws Exception {
        Digest digest = SampleManifests.image("one").digest();

        AtOnce.run(THREADS, number -> {
            for (int i = 0; i < 10; i++) {
                eyes(number).tags().put(APP, Tag.parse("v" + i + "." + number), digest);
            }
            return number;
        });

        List<Tag> expected = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            for (int i = 0; i < 10; i++) {
                expected.add(Tag.parse("v" + i + "." + number));
            }
        }
        expected.sort(Comparator.naturalOrder());
        RegistryStorage seen = elsewhere();
        Listing<Tag> tags = request -> seen.tags().list(APP, request);
        assertEquals(expected, tags.inPagesOf(7));
        assertEquals(expected, seen.tags().pointingTo(APP, digest));
    }

    @Test
    void aTagIsDeletedByManyAtOnce() throws Exception {
        storage().tags().put(APP, LATEST, SampleManifests.image("one").digest());

        List<Boolean> deleted =
                AtOnce.run(THREADS, number -> eyes(number).tags().delete(APP, LATEST));

        assertTrue(deleted.contains(true));
        assertEquals(Optional.empty(), elsewhere().tags().find(APP, LATEST));
    }

    /** The instance that a thread works through. */
    private RegistryStorage eyes(int number) throws Exception {
        return number % 2 == 0 ? storage() : elsewhere();
    }

    private Listing<Digest> manifests(RepositoryName repository) throws Exception {
        RegistryStorage seen = elsewhere();
        return request -> seen.manifests().list(repository, request);
    }

    /** Something done again and again, told how often it was done before. */
    private interface Write {
        void run(int number) throws Exception;
    }

    private interface Look {
        void run() throws Exception;
    }

    /** Looks until there is something. */
    private static <T> T await(Callable<Optional<T>> look) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            Optional<T> found = look.call();
            if (found.isPresent()) {
                return found.get();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("the writer failed");
            }
        }
        throw new AssertionError("it did not appear in time");
    }

    /** Writes and looks so many times each, at the same time, but not for longer than a few seconds. */
    private static void whileRepeating(int times, Write write, Look look) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        AtOnce.run(List.of(
                () -> {
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
                    try {
                        for (int i = 0; (i < times || looks.get() < times) && System.nanoTime() < end; i++) {
                            write.run(i);
                        }
                    } finally {
                        done.set(true);
                    }
                    return "written";
                },
                () -> {
                    try {
                        do {
                            look.run();
                            looks.incrementAndGet();
                        } while (!done.get());
                    } finally {
                        // Nobody waits for the looks of a reader that failed.
                        looks.set(times);
                    }
                    return "looked";
                }));
    }
}
