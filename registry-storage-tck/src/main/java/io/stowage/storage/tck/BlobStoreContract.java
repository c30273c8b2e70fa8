package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredBlob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link io.stowage.storage.BlobStore} promises. */
abstract class BlobStoreContract extends StorageContract {
    private static final byte[] CONTENT = utf8("what is in the blob");

    BlobStoreContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    // ---- find and open

    @ParameterizedTest
    @EnumSource
    void aBlobIsFoundWithItsBytesAndItsSize(DigestAlgorithm algorithm) throws Exception {
        Digest digest = pushBlob(APP, CONTENT, algorithm);

        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @ParameterizedTest
    @EnumSource
    void theEmptyBlobIsABlob(DigestAlgorithm algorithm) throws Exception {
        Digest digest = pushBlob(APP, new byte[0], algorithm);

        assertHolds(elsewhere(), APP, digest, new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 8192, 8193, 65_536, 65_537, 262_145, 1_048_577, 5_000_003})
    void aBlobOfAnyLengthIsHandedOutAsItWasHandedIn(int length) throws Exception {
        byte[] content = bytes(length);

        Digest digest = pushBlob(APP, content);

        assertHolds(elsewhere(), APP, digest, content);
    }

    @Test
    void theSameBytesUnderTwoAlgorithmsAreTwoBlobs() throws Exception {
        Digest shorter = pushBlob(APP, CONTENT, DigestAlgorithm.SHA256);
        Digest longer = Digest.of(DigestAlgorithm.SHA512, CONTENT);

        assertDoesNotHold(elsewhere(), APP, longer);
        pushBlob(APP, CONTENT, DigestAlgorithm.SHA512);
        assertTrue(storage().blobs().delete(APP, shorter));

        assertDoesNotHold(elsewhere(), APP, shorter);
        assertHolds(elsewhere(), APP, longer, CONTENT);
    }

    @Test
    void anUnknownBlobIsAbsent() throws Exception {
        pushBlob(APP, CONTENT);

        assertDoesNotHold(elsewhere(), APP, sha256(utf8("something else")));
        assertDoesNotHold(elsewhere(), RepositoryName.parse("never/heard/of"), sha256(CONTENT));
    }

    @Test
    void aBlobThatOnlyAnotherRepositoryHoldsIsAbsent() throws Exception {
        Digest digest = pushBlob(OTHER, CONTENT);

        assertDoesNotHold(elsewhere(), APP, digest);
        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void aBlobThatWasAskedForTooEarlyIsFoundOnceItIsThere() throws Exception {
        Digest digest = sha256(CONTENT);
        assertDoesNotHold(elsewhere(), APP, digest);

        pushBlob(APP, CONTENT);

        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void repositoriesWithPeculiarNamesKeepTheirBlobsApart() throws Exception {
        for (RepositoryName name : PECULIAR_NAMES) {
            pushBlob(name, utf8("only in " + name));
        }

        RegistryStorage seen = elsewhere();
        for (RepositoryName name : PECULIAR_NAMES) {
            for (RepositoryName owner : PECULIAR_NAMES) {
                byte[] content = utf8("only in " + owner);
                if (name.equals(owner)) {
                    assertHolds(seen, name, sha256(content), content);
                } else {
                    assertDoesNotHold(seen, name, sha256(content));
                }
            }
        }
    }

    @Test
    void aManifestIsNotABlob() throws Exception {
        var manifest = SampleManifests.image("manifest");

        storage().manifests().put(APP, manifest);

        assertDoesNotHold(elsewhere(), APP, manifest.digest());
    }

    @Test
    void theSameBytesMayBeABlobAndAManifest() throws Exception {
        var manifest = SampleManifests.image("both");
        storage().manifests().put(APP, manifest);
        pushBlob(APP, manifest.content());

        assertTrue(storage().manifests().delete(APP, manifest.digest()));

        assertHolds(elsewhere(), APP, manifest.digest(), manifest.content());
        assertTrue(elsewhere().manifests().find(APP, manifest.digest()).isEmpty());
    }

    @Test
    void openBeginsAtTheOffset() throws Exception {
        byte[] content = bytes(200_000);
        Digest digest = pushBlob(APP, content);

        StoredBlob blob = elsewhere().blobs().find(APP, digest).orElseThrow();

        for (int offset : new int[] {0, 1, 8191, 8192, 65_535, 65_536, 65_537, 131_072, 199_999, 200_000}) {
            assertArrayEquals(Arrays.copyOfRange(content, offset, content.length), bytesOf(blob, offset));
        }
    }

    @Test
    void openRefusesAnOffsetOutsideTheBlob() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        StoredBlob blob = elsewhere().blobs().find(APP, digest).orElseThrow();

        for (long offset : new long[] {-1, CONTENT.length + 1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32}) {
            assertThrows(IllegalArgumentException.class, () -> blob.open(offset).close(), () -> "offset " + offset);
        }
    }

    @Test
    void openOfTheEmptyBlobRefusesAnyOffsetButZero() throws Exception {
        Digest digest = pushBlob(APP, new byte[0]);

        StoredBlob blob = elsewhere().blobs().find(APP, digest).orElseThrow();

        assertEquals(0, bytesOf(blob, 0).length);
        assertThrows(IllegalArgumentException.class, () -> blob.open(1).close());
        assertThrows(IllegalArgumentException.class, () -> blob.open(-1).close());
    }

    @Test
    void severalStreamsOfOneBlobDoNotDisturbEachOther() throws Exception {
        byte[] content = bytes(100_000);
        Digest digest = pushBlob(APP, content);
        StoredBlob blob = elsewhere().blobs().find(APP, digest).orElseThrow();

        try (InputStream first = blob.open(0);
                InputStream second = blob.open(50_000)) {
            byte[] begin = first.readNBytes(30_000);
            byte[] end = second.readAllBytes();
            byte[] rest = first.readAllBytes();

            assertArrayEquals(Arrays.copyOf(content, 30_000), begin);
            assertArrayEquals(Arrays.copyOfRange(content, 50_000, 100_000), end);
            assertArrayEquals(Arrays.copyOfRange(content, 30_000, 100_000), rest);
        }
    }

    @Test
    void everyByteCanBeReadByItself() throws Exception {
        byte[] content = new byte[256];
        for (int i = 0; i < 256; i++) {
            content[i] = (byte) i;
        }
        Digest digest = pushBlob(APP, content);

        try (InputStream in =
                elsewhere().blobs().find(APP, digest).orElseThrow().open(0)) {
            for (int i = 0; i < 256; i++) {
                assertEquals(i, in.read());
            }
            assertEquals(-1, in.read());
            assertEquals(-1, in.read());
        }
    }

    @Test
    void aStreamMayBeReadInAnyWay() throws Exception {
        byte[] content = bytes(70_000);
        Digest digest = pushBlob(APP, content);
        StoredBlob blob = elsewhere().blobs().find(APP, digest).orElseThrow();
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        try (InputStream in = blob.open(0)) {
            read.write(in.read());
            byte[] buffer = new byte[1000];
            assertEquals(0, in.read(buffer, 0, 0));
            int length = in.readNBytes(buffer, 7, 501);
            read.write(buffer, 7, length);
            in.skipNBytes(60_000);
            in.transferTo(read);
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(buffer));
        }

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write(content, 0, 502);
        expected.write(content, 60_502, 70_000 - 60_502);
        assertArrayEquals(expected.toByteArray(), read.toByteArray());
    }

    // ---- mount

    @ParameterizedTest
    @EnumSource
    void aMountedBlobIsInBothRepositories(DigestAlgorithm algorithm) throws Exception {
        Digest digest = pushBlob(APP, CONTENT, algorithm);

        boolean mounted = storage().blobs().mount(APP, OTHER, digest);

        assertTrue(mounted);
        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void theEmptyBlobCanBeMounted() throws Exception {
        Digest digest = pushBlob(APP, new byte[0]);

        assertTrue(storage().blobs().mount(APP, OTHER, digest));

        assertHolds(elsewhere(), OTHER, digest, new byte[0]);
    }

    @Test
    void aMountedBlobStaysWhenTheSourceIsDeleted() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        storage().blobs().mount(APP, OTHER, digest);

        assertTrue(storage().blobs().delete(APP, digest));

        assertDoesNotHold(elsewhere(), APP, digest);
        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void theSourceStaysWhenAMountedBlobIsDeleted() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        storage().blobs().mount(APP, OTHER, digest);

        assertTrue(storage().blobs().delete(OTHER, digest));

        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertDoesNotHold(elsewhere(), OTHER, digest);
    }

    @Test
    void aMountedBlobCanBeMountedOn() throws Exception {
        RepositoryName third = RepositoryName.parse("third");
        Digest digest = pushBlob(APP, CONTENT);
        storage().blobs().mount(APP, OTHER, digest);
        storage().blobs().delete(APP, digest);

        assertTrue(storage().blobs().mount(OTHER, third, digest));
        assertFalse(storage().blobs().mount(APP, RepositoryName.parse("fourth"), digest));

        assertHolds(elsewhere(), third, digest, CONTENT);
    }

    @Test
    void mountingWhatTheSourceDoesNotHoldChangesNothing() throws Exception {
        RepositoryName holder = RepositoryName.parse("holder");
        Digest digest = pushBlob(holder, CONTENT);

        boolean mounted = storage().blobs().mount(APP, OTHER, digest);

        assertFalse(mounted);
        assertDoesNotHold(elsewhere(), APP, digest);
        assertDoesNotHold(elsewhere(), OTHER, digest);
        assertHolds(elsewhere(), holder, digest, CONTENT);
    }

    @Test
    void mountingFromARepositoryWithoutTheBlobKeepsTheTargetsOwn() throws Exception {
        Digest digest = pushBlob(OTHER, CONTENT);

        assertFalse(storage().blobs().mount(APP, OTHER, digest));

        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void mountMayBeRepeated() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        assertTrue(storage().blobs().mount(APP, OTHER, digest));
        assertTrue(storage().blobs().mount(APP, OTHER, digest));

        assertHolds(elsewhere(), OTHER, digest, CONTENT);
        assertTrue(storage().blobs().delete(OTHER, digest));
        assertDoesNotHold(elsewhere(), OTHER, digest);
    }

    @Test
    void mountingWhatTheTargetHoldsAlreadyIsFine() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        pushBlob(OTHER, CONTENT);

        assertTrue(storage().blobs().mount(APP, OTHER, digest));

        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void mountingARepositoryOntoItselfIsFine() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        assertTrue(storage().blobs().mount(APP, APP, digest));
        assertFalse(storage().blobs().mount(OTHER, OTHER, digest));

        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertDoesNotHold(elsewhere(), OTHER, digest);
    }

    @Test
    void aMountedBlobCanBePushedAgain() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        storage().blobs().mount(APP, OTHER, digest);

        pushBlob(OTHER, CONTENT);
        storage().blobs().delete(APP, digest);

        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void aPendingUploadCannotBeMountedFrom() throws Exception {
        startUpload(APP, CONTENT);

        assertFalse(storage().blobs().mount(APP, OTHER, sha256(CONTENT)));

        assertDoesNotHold(elsewhere(), OTHER, sha256(CONTENT));
    }

    // ---- findHolder

    @ParameterizedTest
    @EnumSource
    void theOnlyHolderIsFound(DigestAlgorithm algorithm) throws Exception {
        Digest digest = pushBlob(APP, CONTENT, algorithm);
        pushBlob(OTHER, utf8("another blob"), algorithm);

        assertEquals(Optional.of(APP), elsewhere().blobs().findHolder(digest, any -> true));
    }

    @Test
    void aBlobThatNobodyHoldsHasNoHolder() throws Exception {
        pushBlob(APP, CONTENT);
        startUpload(OTHER, utf8("only pending"));

        assertEquals(Optional.empty(), elsewhere().blobs().findHolder(sha256(utf8("only pending")), any -> true));
    }

    @Test
    void onlyAnAcceptableHolderIsFound() throws Exception {
        RepositoryName third = RepositoryName.parse("third");
        Digest digest = pushBlob(APP, CONTENT);
        pushBlob(OTHER, CONTENT);
        storage().blobs().mount(APP, third, digest);

        RegistryStorage seen = elsewhere();
        for (RepositoryName wanted : Set.of(APP, OTHER, third)) {
            assertEquals(Optional.of(wanted), seen.blobs().findHolder(digest, wanted::equals));
        }
        assertEquals(Optional.empty(), seen.blobs().findHolder(digest, none -> false));
        assertEquals(Optional.empty(), seen.blobs().findHolder(digest, RepositoryName.parse("without")::equals));
    }

    @Test
    void aRepositoryThatDeletedTheBlobIsNoHolder() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        storage().blobs().mount(APP, OTHER, digest);

        storage().blobs().delete(APP, digest);
        assertEquals(Optional.of(OTHER), elsewhere().blobs().findHolder(digest, any -> true));
        assertEquals(Optional.empty(), elsewhere().blobs().findHolder(digest, APP::equals));

        storage().blobs().delete(OTHER, digest);
        assertEquals(Optional.empty(), elsewhere().blobs().findHolder(digest, any -> true));
    }

    @Test
    void aHolderWithAPeculiarNameIsFound() throws Exception {
        Digest digest = sha256(CONTENT);
        RepositoryName first = PECULIAR_NAMES.get(0);
        pushBlob(first, CONTENT);
        for (RepositoryName name : PECULIAR_NAMES) {
            storage().blobs().mount(first, name, digest);
        }

        RegistryStorage seen = elsewhere();
        for (RepositoryName name : PECULIAR_NAMES) {
            assertEquals(Optional.of(name), seen.blobs().findHolder(digest, name::equals));
        }
    }

    // ---- delete

    @ParameterizedTest
    @EnumSource
    void aDeletedBlobIsGone(DigestAlgorithm algorithm) throws Exception {
        Digest digest = pushBlob(APP, CONTENT, algorithm);

        boolean deleted = storage().blobs().delete(APP, digest);

        assertTrue(deleted);
        assertDoesNotHold(elsewhere(), APP, digest);
    }

    @Test
    void deletingTwiceAnswersFalse() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        assertTrue(storage().blobs().delete(APP, digest));

        assertFalse(elsewhere().blobs().delete(APP, digest));
        assertFalse(storage().blobs().delete(APP, digest));
    }

    @Test
    void deletingWhatIsNotThereAnswersFalse() throws Exception {
        Digest digest = pushBlob(OTHER, CONTENT);

        assertFalse(storage().blobs().delete(APP, digest));
        assertFalse(storage().blobs().delete(OTHER, sha256(utf8("something else"))));

        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void aBlobThatAnotherRepositoryPushedItselfSurvivesADelete() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        pushBlob(OTHER, CONTENT);

        assertTrue(storage().blobs().delete(APP, digest));

        assertDoesNotHold(elsewhere(), APP, digest);
        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void aDeletedBlobCanBePushedAgain() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        storage().blobs().delete(APP, digest);
        assertDoesNotHold(elsewhere(), APP, digest);

        pushBlob(APP, CONTENT);

        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void deletingInARepositoryLeavesItsNeighboursAlone() throws Exception {
        for (RepositoryName name : PECULIAR_NAMES) {
            pushBlob(name, CONTENT);
        }

        assertTrue(storage().blobs().delete(RepositoryName.parse("a"), sha256(CONTENT)));

        RegistryStorage seen = elsewhere();
        for (RepositoryName name : PECULIAR_NAMES) {
            if (name.value().equals("a")) {
                assertDoesNotHold(seen, name, sha256(CONTENT));
            } else {
                assertHolds(seen, name, sha256(CONTENT), CONTENT);
            }
        }
    }

    @Test
    void anOpenStreamOfADeletedBlobIsCutOrRight() throws Exception {
        byte[] content = bytes(500_000);
        Digest digest = pushBlob(APP, content);
        StoredBlob blob = elsewhere().blobs().find(APP, digest).orElseThrow();

        try (InputStream open = blob.open(0)) {
            byte[] begin = open.readNBytes(100_000);
            storage().blobs().delete(APP, digest);
            byte[] rest = readUnlessCut(open);

            assertArrayEquals(Arrays.copyOf(content, 100_000), begin);
            // Either an IOException or every byte: an early end would look like a whole blob.
            assertArrayEquals(Arrays.copyOfRange(content, content.length - rest.length, content.length), rest);
            assertTrue(rest.length == 0 || rest.length == 400_000);
        }
    }

    private static byte[] readUnlessCut(InputStream in) {
        try {
            byte[] rest = in.readAllBytes();
            assertEquals(400_000, rest.length);
            return rest;
        } catch (IOException cut) {
            return new byte[0];
        }
    }
}
