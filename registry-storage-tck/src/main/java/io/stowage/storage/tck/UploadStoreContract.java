package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadOffsetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link io.stowage.storage.UploadStore} and {@link io.stowage.storage.PendingUpload} promise. */
abstract class UploadStoreContract extends StorageContract {
    private static final byte[] CONTENT = utf8("what is being received");

    UploadStoreContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    // ---- create and find

    @Test
    void anUploadBeginsWithZeroBytes() throws Exception {
        PendingUpload created = startUpload(APP);
        assertEquals(0, created.size());

        PendingUpload found = elsewhere(created);

        assertEquals(created.id(), found.id());
        assertEquals(APP, found.repository());
        assertReceived(new byte[0], found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1999-12-31T23:59:59Z", "2026-06-30T12:00:00.987654321Z", "2040-02-29T00:00:00.5Z"})
    void anUploadRemembersWhenItWasStarted(Instant startedAt) throws Exception {
        PendingUpload created = storage().uploads().create(APP, startedAt);

        PendingUpload found = elsewhere(created);

        Instant second = startedAt.truncatedTo(ChronoUnit.SECONDS);
        assertEquals(second, created.startedAt().truncatedTo(ChronoUnit.SECONDS));
        assertEquals(second, found.startedAt().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void everyUploadHasAnIdOfItsOwn() throws Exception {
        Set<UploadId> ids = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            ids.add(startUpload(APP).id());
        }

        assertEquals(50, ids.size());
    }

    @Test
    void anUploadIsUnknownInAnotherRepository() throws Exception {
        UploadId id = startUpload(APP, CONTENT).id();

        for (String name : List.of("other", "team", "app", "team/app/more", "team/apps")) {
            assertTrue(
                    elsewhere().uploads().find(RepositoryName.parse(name), id).isEmpty(), name);
        }
    }

    @Test
    void anUnknownIdIsNotFound() throws Exception {
        startUpload(APP);

        assertTrue(elsewhere().uploads().find(APP, UploadId.random()).isEmpty());
        assertTrue(elsewhere().uploads().find(OTHER, UploadId.random()).isEmpty());
    }

    @Test
    void repositoriesWithPeculiarNamesKeepTheirUploadsApart() throws Exception {
        Map<UploadId, RepositoryName> started = new HashMap<>();
        for (RepositoryName name : PECULIAR_NAMES) {
            started.put(startUpload(name, utf8("for " + name)).id(), name);
        }

        RegistryStorage seen = elsewhere();
        for (Map.Entry<UploadId, RepositoryName> each : started.entrySet()) {
            for (RepositoryName name : PECULIAR_NAMES) {
                assertEquals(
                        name.equals(each.getValue()),
                        seen.uploads().find(name, each.getKey()).isPresent());
            }
        }
        Map<UploadId, RepositoryName> listed = seen.uploads().startedBefore(FAR_FUTURE).stream()
                .collect(Collectors.toMap(PendingUpload::id, PendingUpload::repository));
        assertEquals(started, listed);
    }

    @Test
    void anUploadMakesNoRepository() throws Exception {
        startUpload(APP, CONTENT);

        assertFalse(elsewhere().repositories().exists(APP));
    }

    // ---- append and read

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 8191, 8192, 8193, 65_535, 65_536, 65_537, 131_072, 262_143, 262_144, 1_048_577})
    void everyByteOfAClosedStreamCountsWhereverItWasCut(int length) throws Exception {
        byte[] content = bytes(length);
        PendingUpload upload = startUpload(APP);

        append(upload, content);

        assertReceived(content, upload);
        assertReceived(content, elsewhere(upload));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 8191, 8192, 8193, 65_535, 65_536, 65_537, 262_144})
    void anUploadGoesOnWhereAClosedStreamEnded(int cut) throws Exception {
        byte[] content = bytes(300_000);
        PendingUpload upload = startUpload(APP, Arrays.copyOf(content, cut));

        append(elsewhere(upload), Arrays.copyOfRange(content, cut, content.length));
        elsewhere(upload).commit(sha256(content));

        assertHolds(elsewhere(), APP, sha256(content), content);
    }

    @Test
    void bytesMayBeWrittenInAnyWay() throws Exception {
        PendingUpload upload = startUpload(APP);
        byte[] buffer = new byte[20_000];
        ByteArrayOutputStream expected = new ByteArrayOutputStream();

        try (OutputStream sink = upload.append(0)) {
            for (int i = 0; i < 300; i++) {
                sink.write(i);
                expected.write(i);
            }
            for (int length : new int[] {0, 1, 9_999, 10_000, 7}) {
                // The same buffer every time: a sink must have taken the bytes when write returns.
                System.arraycopy(bytes(20_000 + length), 0, buffer, 0, 20_000);
                sink.write(buffer, 20_000 - length, length);
                expected.write(buffer, 20_000 - length, length);
                sink.write(buffer, length, length);
                expected.write(buffer, length, length);
            }
            sink.write(buffer);
            expected.write(buffer);
            Arrays.fill(buffer, (byte) 'y');
        }

        assertReceived(expected.toByteArray(), elsewhere(upload));
    }

    @Test
    void anUploadMayConsistOfManyChunks() throws Exception {
        byte[] content = bytes(400_000);
        PendingUpload upload = startUpload(APP);

        for (int begin = 0, chunk = 1; begin < content.length; begin += chunk, chunk = chunk * 31 % 3_001 + 1) {
            append(upload, Arrays.copyOfRange(content, begin, Math.min(begin + chunk, content.length)));
        }
        assertReceived(content, upload);
        upload.commit(sha256(content));

        assertHolds(elsewhere(), APP, sha256(content), content);
    }

    @Test
    void anUploadMayHopAtEveryChunk() throws Exception {
        byte[] content = bytes(100_000);
        PendingUpload created = startUpload(APP);

        for (int i = 0; i < 10; i++) {
            PendingUpload here =
                    i % 2 == 0 ? storage().uploads().find(APP, created.id()).orElseThrow() : elsewhere(created);
            assertEquals(i * 10_000L, here.size());
            append(here, Arrays.copyOfRange(content, i * 10_000, (i + 1) * 10_000));
        }
        elsewhere(created).commit(sha256(content));

        assertHolds(storage(), APP, sha256(content), content);
        assertHolds(elsewhere(), APP, sha256(content), content);
    }

    @Test
    void bytesOfAStreamThatWasNotClosedDoNotCount() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        OutputStream unclosed = upload.append(CONTENT.length);
        unclosed.write(bytes(300_000));
        unclosed.flush();

        assertReceived(CONTENT, upload);
        assertReceived(CONTENT, elsewhere(upload));
        closeQuietly(unclosed);
    }

    @Test
    void anAbandonedStreamDoesNotHinderTheNextWriter() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        OutputStream abandoned = upload.append(CONTENT.length);
        abandoned.write(bytes(300_000));

        PendingUpload resumed = elsewhere(upload);
        append(resumed, utf8(", and the rest"));

        byte[] whole = utf8("what is being received, and the rest");
        assertReceived(whole, resumed);
        closeQuietly(abandoned);
        assertReceived(whole, resumed);
        resumed.commit(sha256(whole));
        assertHolds(elsewhere(), APP, sha256(whole), whole);
    }

    @Test
    void anUploadWithAnAbandonedStreamIsCommittedWithoutItsBytes() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        OutputStream abandoned = upload.append(CONTENT.length);
        abandoned.write(bytes(300_000));

        elsewhere(upload).commit(sha256(CONTENT));

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        closeQuietly(abandoned);
        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
    }

    @Test
    void closingAStreamTwiceAddsNothing() throws Exception {
        PendingUpload upload = startUpload(APP);
        OutputStream sink = upload.append(0);
        sink.write(CONTENT);

        sink.close();
        sink.close();

        assertReceived(CONTENT, elsewhere(upload));
    }

    @Test
    void aLateSecondCloseDoesNotDisturbTheNextWriter() throws Exception {
        PendingUpload upload = startUpload(APP);
        OutputStream first = upload.append(0);
        first.write(utf8("first"));
        first.close();

        append(upload, utf8(" second"));
        first.close();

        assertReceived(utf8("first second"), elsewhere(upload));
    }

    @Test
    void aStreamWithoutBytesChangesNothing() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        append(upload, new byte[0]);

        assertReceived(CONTENT, elsewhere(upload));
    }

    @Test
    void appendRefusesAnyOffsetButTheSize() throws Exception {
        PendingUpload upload = elsewhere(startUpload(APP, CONTENT));
        long size = CONTENT.length;

        for (long offset : new long[] {0, 1, size - 1, size + 1, Long.MAX_VALUE, -1}) {
            UploadOffsetException refused =
                    assertThrows(UploadOffsetException.class, () -> upload.append(offset), () -> "offset " + offset);
            assertEquals(offset, refused.offset());
            assertEquals(size, refused.size());
        }

        assertReceived(CONTENT, upload);
        append(upload, utf8("!"));
        assertReceived(utf8("what is being received!"), elsewhere(upload));
    }

    @Test
    void anEmptyUploadRefusesToBeginLater() throws Exception {
        PendingUpload upload = elsewhere(startUpload(APP));

        UploadOffsetException refused = assertThrows(UploadOffsetException.class, () -> upload.append(1));

        assertEquals(1, refused.offset());
        assertEquals(0, refused.size());
        assertReceived(new byte[0], upload);
    }

    @Test
    void whatWasReceivedMayBeReadOften() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        assertArrayEquals(CONTENT, bytesOf(upload));
        assertArrayEquals(CONTENT, bytesOf(upload));
        append(upload, CONTENT);

        assertEquals(2L * CONTENT.length, bytesOf(elsewhere(upload)).length);
    }

    @Test
    void uploadsOfOneRepositoryDoNotMix() throws Exception {
        PendingUpload one = startUpload(APP, utf8("one"));
        PendingUpload two = startUpload(APP, utf8("two"));
        append(one, utf8(" and one"));
        append(two, utf8(" and two"));

        one.commit(sha256(utf8("one and one")));

        assertReceived(utf8("two and two"), elsewhere(two));
        assertHolds(elsewhere(), APP, sha256(utf8("one and one")), utf8("one and one"));
    }

    // ---- commit

    @Test
    void closingNeverPublishes() throws Exception {
        startUpload(APP, CONTENT);

        assertDoesNotHold(elsewhere(), APP, sha256(CONTENT));
        assertTrue(elsewhere().blobs().findHolder(sha256(CONTENT), any -> true).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void commitPublishesTheBlobAndEndsTheUpload(DigestAlgorithm algorithm) throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        Digest digest = Digest.of(algorithm, CONTENT);

        upload.commit(digest);

        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertGone(APP, upload.id());
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatReceivedNothingCommitsAsTheEmptyBlob(DigestAlgorithm algorithm) throws Exception {
        PendingUpload upload = startUpload(APP);
        Digest digest = Digest.of(algorithm, new byte[0]);

        upload.commit(digest);

        assertHolds(elsewhere(), APP, digest, new byte[0]);
        assertGone(APP, upload.id());
    }

    @Test
    void anUploadIsCommittedWhereItWasNotStarted() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        elsewhere(upload).commit(sha256(CONTENT));

        assertHolds(storage(), APP, sha256(CONTENT), CONTENT);
        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        assertGone(APP, upload.id());
    }

    @ParameterizedTest
    @EnumSource
    void commitMayBeRepeated(DigestAlgorithm algorithm) throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        Digest digest = Digest.of(algorithm, CONTENT);

        upload.commit(digest);
        upload.commit(digest);

        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertGone(APP, upload.id());
    }

    @Test
    void commitUnderASecondDigestIsRefused() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        Digest second = Digest.of(DigestAlgorithm.SHA512, CONTENT);
        upload.commit(sha256(CONTENT));

        assertThrows(UploadNotFoundException.class, () -> upload.commit(second));

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        assertDoesNotHold(elsewhere(), APP, second);
    }

    @Test
    void twoUploadsMayCommitTheSameBlob() throws Exception {
        PendingUpload one = startUpload(APP, CONTENT);
        PendingUpload two = startUpload(APP, CONTENT);

        one.commit(sha256(CONTENT));
        two.commit(sha256(CONTENT));

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        assertGone(APP, one.id());
        assertGone(APP, two.id());
    }

    @Test
    void twoRepositoriesMayCommitTheSameBlob() throws Exception {
        PendingUpload one = startUpload(APP, CONTENT);
        PendingUpload two = startUpload(OTHER, CONTENT);

        one.commit(sha256(CONTENT));
        assertDoesNotHold(storage(), OTHER, sha256(CONTENT));
        two.commit(sha256(CONTENT));

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        assertHolds(elsewhere(), OTHER, sha256(CONTENT), CONTENT);
    }

    @Test
    void commitEndsOnlyItsOwnUpload() throws Exception {
        PendingUpload one = startUpload(APP, CONTENT);
        PendingUpload two = startUpload(APP, CONTENT);

        one.commit(sha256(CONTENT));

        assertReceived(CONTENT, elsewhere(two));
    }

    @Test
    void aCommittedUploadTakesAndGivesNothingMore() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        upload.commit(sha256(CONTENT));

        assertThrows(UploadNotFoundException.class, () -> upload.append(CONTENT.length));
        assertThrows(UploadNotFoundException.class, upload::size);
        assertThrows(UploadNotFoundException.class, upload::read);
        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
    }

    @Test
    void aStreamThatIsClosedAfterCommitFailsAndChangesNothing() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        OutputStream late = upload.append(CONTENT.length);
        late.write(bytes(100_000));
        upload.commit(sha256(CONTENT));

        assertThrows(IOException.class, late::close);

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        assertGone(APP, upload.id());
    }

    @Test
    void aBlobCommittedFromManyStreamsIsReadFromAnyOffset() throws Exception {
        byte[] content = bytes(50_000);
        PendingUpload upload = startUpload(APP);
        for (int begin = 0; begin < content.length; begin += 1_000) {
            append(upload, Arrays.copyOfRange(content, begin, begin + 1_000));
        }
        upload.commit(sha256(content));

        var blob = elsewhere().blobs().find(APP, sha256(content)).orElseThrow();

        for (int offset : new int[] {0, 1, 999, 1_000, 1_001, 25_500, 49_999, 50_000}) {
            assertArrayEquals(Arrays.copyOfRange(content, offset, content.length), bytesOf(blob, offset));
        }
    }

    // ---- cancel

    @Test
    void aCancelledUploadIsGone() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        upload.cancel();

        assertGone(APP, upload.id());
        assertDoesNotHold(elsewhere(), APP, sha256(CONTENT));
    }

    @Test
    void cancelMayBeRepeated() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        upload.cancel();
        upload.cancel();

        assertGone(APP, upload.id());
    }

    @Test
    void anUploadIsCancelledWhereItWasNotStarted() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        elsewhere(upload).cancel();

        assertTrue(storage().uploads().find(APP, upload.id()).isEmpty());
        assertGone(APP, upload.id());
    }

    @Test
    void aCancelledUploadTakesAndGivesNothingMore() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        upload.cancel();

        assertThrows(UploadNotFoundException.class, () -> upload.append(CONTENT.length));
        assertThrows(UploadNotFoundException.class, () -> upload.append(0));
        assertThrows(UploadNotFoundException.class, upload::size);
        assertThrows(UploadNotFoundException.class, upload::read);
        assertThrows(UploadNotFoundException.class, () -> upload.commit(sha256(CONTENT)));
        assertDoesNotHold(elsewhere(), APP, sha256(CONTENT));
        assertGone(APP, upload.id());
    }

    @Test
    void commitAfterCancelIsRefusedEvenIfTheBlobIsThere() throws Exception {
        pushBlob(APP, CONTENT);
        PendingUpload upload = startUpload(APP, CONTENT);
        upload.cancel();

        assertThrows(UploadNotFoundException.class, () -> upload.commit(sha256(CONTENT)));

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
    }

    @Test
    void cancelAfterCommitDoesNothing() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        upload.commit(sha256(CONTENT));

        upload.cancel();

        assertHolds(elsewhere(), APP, sha256(CONTENT), CONTENT);
        assertGone(APP, upload.id());
    }

    @Test
    void cancelEndsOnlyItsOwnUpload() throws Exception {
        PendingUpload one = startUpload(APP, CONTENT);
        PendingUpload two = startUpload(APP, CONTENT);

        one.cancel();

        assertReceived(CONTENT, elsewhere(two));
    }

    @Test
    void aStreamThatIsClosedAfterCancelFailsAndBringsNothingBack() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        OutputStream late = upload.append(CONTENT.length);
        late.write(bytes(100_000));
        upload.cancel();

        assertThrows(IOException.class, late::close);

        assertGone(APP, upload.id());
    }

    // ---- startedBefore

    @Test
    void thereAreNoUploadsInAnEmptyStorage() throws Exception {
        assertEquals(List.of(), elsewhere().uploads().startedBefore(FAR_FUTURE));
    }

    @Test
    void startedBeforeListsTheOlderUploadsOfAllRepositories() throws Exception {
        UploadId first = storage().uploads().create(APP, START).id();
        UploadId second =
                storage().uploads().create(OTHER, START.plusSeconds(3_600)).id();
        UploadId third =
                storage().uploads().create(APP, START.plusSeconds(7_200)).id();

        assertEquals(Set.of(), startedBefore(START));
        assertEquals(Set.of(first), startedBefore(START.plusSeconds(1)));
        assertEquals(Set.of(first), startedBefore(START.plusSeconds(3_600)));
        assertEquals(Set.of(first, second), startedBefore(START.plusSeconds(3_601)));
        assertEquals(Set.of(first, second, third), startedBefore(FAR_FUTURE));
    }

    @Test
    void everyUploadStartedBeforeTheEndOfTime() throws Exception {
        UploadId id = startUpload(APP).id();

        assertEquals(Set.of(id), startedBefore(Instant.MAX));
        assertEquals(Set.of(), startedBefore(Instant.MIN));
    }

    @Test
    void anUploadCountsAsOldFromItsStartAndNotFromItsLastByte() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);
        append(upload, CONTENT);

        assertEquals(Set.of(upload.id()), startedBefore(START.plusSeconds(1)));
    }

    @Test
    void startedBeforeLeavesOutWhatWasCommittedOrCancelled() throws Exception {
        startUpload(APP, CONTENT).commit(sha256(CONTENT));
        startUpload(APP, CONTENT).cancel();
        UploadId open = startUpload(APP, CONTENT).id();

        assertEquals(Set.of(open), startedBefore(FAR_FUTURE));
    }

    @Test
    void whatStartedBeforeListsCanBeCancelled() throws Exception {
        PendingUpload upload = startUpload(APP, CONTENT);

        for (PendingUpload stale : elsewhere().uploads().startedBefore(FAR_FUTURE)) {
            assertEquals(APP, stale.repository());
            assertEquals(START, stale.startedAt().truncatedTo(ChronoUnit.SECONDS));
            stale.cancel();
        }

        assertGone(APP, upload.id());
    }

    @Test
    void whatStartedBeforeListsCanBeContinued() throws Exception {
        startUpload(APP, CONTENT);

        PendingUpload listed =
                elsewhere().uploads().startedBefore(FAR_FUTURE).iterator().next();
        append(listed, utf8("!"));
        byte[] whole = utf8("what is being received!");
        listed.commit(sha256(whole));

        assertHolds(elsewhere(), APP, sha256(whole), whole);
    }

    private Set<UploadId> startedBefore(Instant instant) throws Exception {
        List<PendingUpload> listed = elsewhere().uploads().startedBefore(instant);
        Set<UploadId> ids = listed.stream().map(PendingUpload::id).collect(Collectors.toSet());
        assertEquals(ids.size(), listed.size(), "an upload is listed twice");
        return ids;
    }

    private void assertGone(RepositoryName repository, UploadId id) throws Exception {
        RegistryStorage seen = elsewhere();
        assertTrue(seen.uploads().find(repository, id).isEmpty());
        assertTrue(seen.uploads().startedBefore(FAR_FUTURE).stream()
                .noneMatch(each -> each.id().equals(id)));
    }

    private static void closeQuietly(OutputStream late) {
        try {
            late.close();
        } catch (IOException expected) {
            // Whether a stream that came too late says so is a case of its own.
        }
    }
}
