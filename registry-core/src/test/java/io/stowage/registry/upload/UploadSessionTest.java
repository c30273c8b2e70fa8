package io.stowage.registry.upload;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.UploadId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadSessionTest {
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final Repository repository = Registry.builder(storage).build().repository(REPOSITORY);

    /** A second registry over the same data, as on another machine: it has no running digests of the first's. */
    private final Repository elsewhere = Registry.builder(storage).build().repository(REPOSITORY);

    @Nested
    class Append {
        @Test
        void countsTheBytesOfEachChunk() throws IOException {
            UploadSession session = start();

            assertEquals(3, session.append(range(0, 3), body("abc")));
            assertEquals(5, session.append(range(3, 5), body("de")));
            assertEquals(5, find(session.id()).size());
        }

        @Test
        void withoutRangeGoesOnAtTheEnd() throws IOException {
            UploadSession session = start();

            session.append(Optional.empty(), body("abc"));

            assertEquals(5, session.append(Optional.empty(), body("de")));
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 2, 4, 1000, Long.MAX_VALUE - 2})
        void refusesAChunkOutOfPlaceAndSaysWhereItIs(long start) throws IOException {
            UploadSession session = start();
            session.append(range(0, 3), body("abc"));

            UploadRangeException refusal =
                    assertThrows(UploadRangeException.class, () -> session.append(range(start, start + 2), body("xx")));

            assertEquals(416, refusal.status());
            assertEquals(3, refusal.size());
            assertEquals(ErrorCode.BLOB_UPLOAD_INVALID, refusal.errors().get(0).code());
            assertEquals(3, session.size());
        }

        @Test
        void refusesABodyShorterThanItsRange() throws IOException {
            UploadSession session = start();

            RegistryException refusal =
                    assertThrows(RegistryException.class, () -> session.append(range(0, 10), body("abc")));

            assertEquals(ErrorCode.SIZE_INVALID, refusal.errors().get(0).code());
            assertEquals(3, session.size());
        }

        @Test
        void refusesABodyLongerThanItsRangeAndKeepsNoByteBeyond() throws IOException {
            UploadSession session = start();

            RegistryException refusal =
                    assertThrows(RegistryException.class, () -> session.append(range(0, 2), body("abc")));

            assertEquals(ErrorCode.SIZE_INVALID, refusal.errors().get(0).code());
            assertEquals(2, session.size());
        }

        @Test
        void keepsWhatCameOfABodyThatBreaksOffSoThatTheRestCompletesIt() throws IOException {
            byte[] blob = randomBytes(700_001);
            int cut = 300_001;
            UploadSession session = start();
            IOException broken = new IOException("connection reset");

            IOException thrown = assertThrows(
                    IOException.class, () -> session.append(Optional.empty(), brokenBody(blob, cut, broken)));
            assertSame(broken, thrown);
            assertEquals(cut, find(session.id()).size());
            find(session.id())
                    .complete(
                            sha256(blob),
                            range(cut, blob.length),
                            new ByteArrayInputStream(blob, cut, blob.length - cut));

            assertStored(blob);
        }

        @Test
        void toASessionThatEndedIsUnknown() throws IOException {
            UploadSession session = start();
            find(session.id()).cancel();

            RegistryException refusal =
                    assertThrows(RegistryException.class, () -> session.append(Optional.empty(), body("abc")));

            assertEquals(ErrorCode.BLOB_UPLOAD_UNKNOWN, refusal.errors().get(0).code());
        }

        @Test
        void theWriterThatEndsFirstWins() throws IOException {
            UploadSession slow = start();
            UploadSession fast = find(slow.id());
            InputStream slowBody =
                    new SequenceInputStream(body("slow"), atItsEnd(() -> fast.append(Optional.empty(), body("fast!"))));

            UploadRangeException refusal =
                    assertThrows(UploadRangeException.class, () -> slow.append(Optional.empty(), slowBody));

            assertEquals(5, refusal.size());
            find(slow.id()).complete(sha256(bytes("fast!")), Optional.empty(), body(""));
            assertStored(bytes("fast!"));
        }
    }

    @Nested
    class Complete {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 300_000, 1_000_000})
        void publishesABlobSentAtOnce(int size) throws IOException {
            byte[] blob = randomBytes(size);

            start().complete(sha256(blob), Optional.empty(), new ByteArrayInputStream(blob));

            assertStored(blob);
        }

        @Test
        void publishesChunksAndALastOneInTheClosingRequest() throws IOException {
            UploadSession session = start();
            session.append(range(0, 3), body("abc"));

            session.complete(sha256(bytes("abcde")), range(3, 5), body("de"));

            assertStored(bytes("abcde"));
        }

        @Test
        void publishesChunksThatHoppedBetweenInstances() throws IOException {
            UploadSession session = start();
            session.append(range(0, 3), body("abc"));
            elsewhere.uploads().find(session.id()).append(range(3, 5), body("de"));
            session.append(range(5, 6), body("f"));

            elsewhere.uploads().find(session.id()).complete(sha256(bytes("abcdef")), Optional.empty(), body(""));

            assertStored(bytes("abcdef"));
        }

        @Test
        void takesAnAlgorithmThatIsKnownOnlyAtTheEnd() throws IOException {
            byte[] blob = bytes("abc");
            Digest sha512 = Digest.of(DigestAlgorithm.SHA512, blob);
            UploadSession session = start();
            session.append(Optional.empty(), body("abc"));

            session.complete(sha512, Optional.empty(), body(""));

            assertEquals(3, repository.blobs().get(sha512).size());
        }

        @Test
        void refusesContentOfAnotherDigestAndEndsTheSession() throws IOException {
            UploadSession session = start();
            Digest digest = sha256(bytes("abc"));

            RegistryException refusal = assertThrows(
                    RegistryException.class, () -> session.complete(digest, Optional.empty(), body("xyz")));

            assertEquals(ErrorCode.DIGEST_INVALID, refusal.errors().get(0).code());
            assertAbsent(digest);
            assertAbsent(sha256(bytes("xyz")));
            assertThrows(RegistryException.class, () -> find(session.id()));
        }

        @Test
        void refusesALastChunkOutOfPlaceAndKeepsTheSession() throws IOException {
            UploadSession session = start();
            session.append(range(0, 3), body("abc"));

            assertThrows(
                    UploadRangeException.class, () -> session.complete(sha256(bytes("abcde")), range(4, 5), body("e")));
            session.complete(sha256(bytes("abcde")), range(3, 5), body("de"));

            assertStored(bytes("abcde"));
        }

        @Test
        void ofABodyThatBreaksOffPublishesNothingAndKeepsTheSession() throws IOException {
            byte[] blob = randomBytes(100_000);
            UploadSession session = start();

            assertThrows(
                    IOException.class,
                    () -> session.complete(
                            sha256(blob), Optional.empty(), brokenBody(blob, 60_000, new IOException("reset"))));

            assertAbsent(sha256(blob));
            assertEquals(60_000, find(session.id()).size());
        }
    }

    @Test
    void aCancelledSessionIsUnknown() throws IOException {
        UploadSession session = start();

        session.cancel();

        RegistryException refusal = assertThrows(RegistryException.class, () -> find(session.id()));
        assertEquals(ErrorCode.BLOB_UPLOAD_UNKNOWN, refusal.errors().get(0).code());
    }

    private UploadSession start() throws IOException {
        return repository.uploads().start(DigestAlgorithm.SHA256);
    }

    private UploadSession find(UploadId id) throws IOException {
        return repository.uploads().find(id);
    }

    private static Optional<ContentRange> range(long start, long end) {
        return Optional.of(new ContentRange(start, end));
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    /** A body of which {@code cut} bytes arrive before the connection breaks. */
    private static InputStream brokenBody(byte[] bytes, int cut, IOException failure) {
        return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, cut), atItsEnd(() -> {
            throw failure;
        }));
    }

    /** A stream without bytes, in which something happens when it is read. */
    private static InputStream atItsEnd(Event event) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                event.happen();
                return -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    private interface Event {
        void happen() throws IOException;
    }

    private static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void assertStored(byte[] blob) throws IOException {
        StoredBlob stored = repository.blobs().get(sha256(blob));
        assertEquals(blob.length, stored.size());
        try (InputStream in = stored.open(0)) {
            assertArrayEquals(blob, in.readAllBytes());
        }
    }

    private void assertAbsent(Digest digest) {
        RegistryException absence =
                assertThrows(RegistryException.class, () -> repository.blobs().get(digest));
        assertEquals(ErrorCode.BLOB_UNKNOWN, absence.errors().get(0).code());
    }
}
