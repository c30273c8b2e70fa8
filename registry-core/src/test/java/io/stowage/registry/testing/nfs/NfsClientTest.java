package io.stowage.registry.testing.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.testing.FakeTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what is played is what was measured on real clients; A does something, and B looks. */
class NfsClientTest {
    @TempDir
    Path directory;

    private final FakeTime time = new FakeTime();
    private NfsClient clientA;
    private Path a;
    private Path b;

    @BeforeEach
    void mount() throws IOException {
        mount(NfsVersion.V4);
    }

    private void mount(NfsVersion version) throws IOException {
        NfsServer server = new NfsServer(directory, version, time);
        clientA = server.mount();
        a = clientA.root();
        b = server.mount().root();
    }

    @Test
    void theFileStoreIsNfs() throws IOException {
        assertEquals("nfs4", Files.getFileStore(b).type());
    }

    @Test
    void aNameThatWasNeverAskedForIsSeenAtOnce() throws IOException {
        write(a.resolve("file"), "one");

        assertEquals("one", read(b.resolve("file")));
    }

    @Test
    void aNameThatWasFoundAbsentStaysSoForHalfAMinute() throws IOException {
        assertAbsent(b.resolve("file"));
        write(a.resolve("file"), "one");

        time.pass(Duration.ofSeconds(29));
        assertAbsent(b.resolve("file"));

        time.pass(Duration.ofSeconds(2));
        assertEquals("one", read(b.resolve("file")));
    }

    @Test
    void openingItsDirectoryOrListingItEndsThat() throws IOException {
        for (String name : List.of("opened", "listed")) {
            assertAbsent(b.resolve(name));
            write(a.resolve(name), "one");
            if (name.equals("opened")) {
                FileChannel.open(b, READ).close();
            } else {
                list(b);
            }
            assertEquals("one", read(b.resolve(name)));
        }
    }

    @Test
    void writingIntoItsDirectoryEndsThat() throws IOException {
        assertAbsent(b.resolve("file"));
        write(a.resolve("file"), "one");

        write(b.resolve("other"), "two");

        assertEquals("one", read(b.resolve("file")));
    }

    @Test
    void absentDirectoriesHaveToBeOpenedFromTheTopDown() throws IOException {
        Files.createDirectory(a.resolve("x"));
        assertAbsent(b.resolve("x/y/file"));
        Files.createDirectory(a.resolve("x/y"));
        write(a.resolve("x/y/file"), "one");

        assertThrows(NoSuchFileException.class, () -> list(b.resolve("x/y")));
        list(b.resolve("x"));
        list(b.resolve("x/y"));

        assertEquals("one", read(b.resolve("x/y/file")));
    }

    @Test
    void whatIsToBeCreatedExclusivelyIsAskedOfTheServer() throws IOException {
        write(b.resolve("mine"), "two");
        for (String name : List.of("file", "link", "directory")) {
            assertAbsent(b.resolve(name));
            Files.createDirectory(a.resolve(name));
        }

        assertThrows(FileAlreadyExistsException.class, () -> write(b.resolve("file"), "two"));
        assertThrows(FileAlreadyExistsException.class, () -> Files.createLink(b.resolve("link"), b.resolve("mine")));
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(b.resolve("directory")));
        assertTrue(Files.isDirectory(b.resolve("file")), "and who was refused knows better");
    }

    @Test
    void whatWasFoundAbsentCannotBeRemovedOrRenamed() throws IOException {
        assertAbsent(b.resolve("file"));
        write(a.resolve("file"), "one");

        assertFalse(Files.deleteIfExists(b.resolve("file")));
        assertThrows(NoSuchFileException.class, () -> rename(b.resolve("file"), b.resolve("other")));
    }

    @Test
    void aRemovedFileIsGoneForOpenAndStillThereForStat() throws IOException {
        write(a.resolve("file"), "one");
        assertEquals("one", read(b.resolve("file")));
        Files.delete(a.resolve("file"));

        assertTrue(Files.exists(b.resolve("file")));
        assertEquals(3, Files.size(b.resolve("file")));
        time.pass(Duration.ofSeconds(4));
        assertFalse(Files.exists(b.resolve("file")));
    }

    @Test
    void aRemovedFileCannotBeOpened() throws IOException {
        write(a.resolve("file"), "one");
        assertTrue(Files.exists(b.resolve("file")));

        Files.delete(a.resolve("file"));

        assertThrows(NoSuchFileException.class, () -> read(b.resolve("file")));
    }

    @Test
    void aSizeIsRememberedUntilTheFileIsOpened() throws IOException {
        try (FileChannel channel = FileChannel.open(a.resolve("file"), CREATE_NEW, WRITE)) {
            list(b); // tells sizes too
            channel.write(ByteBuffer.wrap("one".getBytes(UTF_8)));
        }

        assertEquals(0, Files.size(b.resolve("file")));
        assertEquals("one", read(b.resolve("file")));
        assertEquals(3, Files.size(b.resolve("file")));
    }

    @Test
    void aReplacedFileIsSeenAtOnce() throws IOException {
        write(a.resolve("file"), "one");
        assertEquals("one", read(b.resolve("file")));

        replace(a, "file", "two");

        assertEquals("two", read(b.resolve("file")));
    }

    @Test
    void aReplacedFileThatHasAnotherNameIsReadForHalfAMinute() throws IOException {
        write(a.resolve("file"), "one");
        Files.createLink(a.resolve("second"), a.resolve("file"));
        assertEquals("one", read(b.resolve("file")));

        replace(a, "file", "two");

        assertEquals("one", read(b.resolve("file")));
        time.pass(Duration.ofSeconds(31));
        assertEquals("two", read(b.resolve("file")));
    }

    @Test
    void whatIsInARenamedDirectoryIsFoundByItsOldName() throws IOException {
        Files.createDirectory(a.resolve("old"));
        write(a.resolve("old/file"), "one");
        assertEquals("one", read(b.resolve("old/file")));

        rename(a.resolve("old"), a.resolve("new"));

        assertEquals("one", read(b.resolve("old/file")));
        list(b);
        assertThrows(NoSuchFileException.class, () -> read(b.resolve("old/file")));
    }

    @Test
    void aFileThatIsReadWhileAnotherClientRemovesItIsCutInVersion3Only() throws IOException {
        for (NfsVersion version : NfsVersion.values()) {
            mount(version);
            write(a.resolve("file"), "one");
            try (FileChannel reading = FileChannel.open(b.resolve("file"))) {
                Files.delete(a.resolve("file"));

                ByteBuffer buffer = ByteBuffer.allocate(3);
                if (version == NfsVersion.V4) {
                    assertEquals(3, reading.read(buffer));
                } else {
                    assertEquals(
                            "Stale file handle",
                            assertThrows(IOException.class, () -> reading.read(buffer))
                                    .getMessage());
                }
            }
        }
    }

    @Test
    void aFileThatIsReadWhereItIsRemovedIsOnlyHidden() throws IOException {
        mount(NfsVersion.V3);
        Files.createDirectory(a.resolve("x"));
        write(a.resolve("x/file"), "one");
        try (FileChannel reading = FileChannel.open(a.resolve("x/file"))) {
            Files.delete(a.resolve("x/file"));

            assertEquals(3, reading.read(ByteBuffer.allocate(3)));
            String hidden = list(b.resolve("x")).get(0);
            assertTrue(hidden.startsWith(".nfs"), hidden);
            assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(a.resolve("x")));
            assertThrows(
                    FileSystemException.class, () -> Files.delete(a.resolve("x").resolve(hidden)));
        }
        Files.delete(a.resolve("x"));
    }

    @Test
    void aFileThatIsReadWhereOneOfItsNamesIsRemovedKeepsTheOther() throws IOException {
        mount(NfsVersion.V3);
        Files.createDirectory(a.resolve("x"));
        write(a.resolve("file"), "one");
        Files.createLink(a.resolve("x/other"), a.resolve("file"));
        try (FileChannel reading = FileChannel.open(a.resolve("file"))) {
            Files.delete(a.resolve("x/other"));

            assertEquals(3, reading.read(ByteBuffer.allocate(3)));
        }

        assertEquals("one", Files.readString(b.resolve("file")));
        Files.delete(a.resolve("x"));
    }

    @Test
    void aFileThatIsReadWhereItIsReplacedIsAwayForAMoment() throws IOException {
        write(a.resolve("file"), "one");
        AtomicBoolean away = new AtomicBoolean();
        clientA.faults().whileAnOpenFileIsReplaced(() -> away.set(Files.notExists(directory.resolve("file"))));
        try (FileChannel reading = FileChannel.open(a.resolve("file"))) {
            replace(a, "file", "two");

            assertEquals(3, reading.read(ByteBuffer.allocate(3)));
        }
        assertTrue(away.get());
        assertEquals(List.of("file"), list(b));
    }

    @Test
    void aLostReplyIsAnErrorThoughItWasDone() throws IOException {
        Faults faults = clientA.faults();

        faults.loseReply(Procedure.CREATE_EXCLUSIVELY, 0);
        assertThrows(FileAlreadyExistsException.class, () -> write(a.resolve("file"), "one"));
        faults.loseReply(Procedure.MAKE_DIRECTORY, 0);
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(a.resolve("x")));
        faults.loseReply(Procedure.LINK, 0);
        assertThrows(FileAlreadyExistsException.class, () -> Files.createLink(a.resolve("y"), a.resolve("file")));
        faults.loseReply(Procedure.RENAME, 0);
        assertThrows(NoSuchFileException.class, () -> rename(a.resolve("y"), a.resolve("z")));
        faults.loseReply(Procedure.REMOVE, 0);
        assertThrows(NoSuchFileException.class, () -> Files.delete(a.resolve("file")));
        faults.loseReply(Procedure.REMOVE_DIRECTORY, 0);
        assertThrows(NoSuchFileException.class, () -> Files.delete(a.resolve("x")));

        assertTrue(faults.happened());
        assertEquals(List.of("z"), list(b));
        write(a.resolve("file"), "once only");
    }

    @Test
    void afterALostReplyToARenameTheTargetIsStillWhatItWas() throws IOException {
        write(a.resolve("new"), "two");
        assertAbsent(a.resolve("file"));
        clientA.faults().loseReply(Procedure.RENAME, 0);

        assertThrows(NoSuchFileException.class, () -> rename(a.resolve("new"), a.resolve("file")));

        assertAbsent(a.resolve("file"));
        list(a);
        assertEquals("two", read(a.resolve("file")));
    }

    @Test
    void whatWasWrittenMayBeRefusedWhenItIsForcedOrClosed() throws IOException {
        clientA.faults().failForce(0, "Input/output error");
        try (FileChannel channel = FileChannel.open(a.resolve("one"), CREATE_NEW, WRITE)) {
            channel.write(ByteBuffer.allocate(1));
            assertThrows(IOException.class, () -> channel.force(true));
        }
        FileChannel channel = FileChannel.open(a.resolve("two"), CREATE_NEW, WRITE);
        channel.write(ByteBuffer.allocate(1));
        clientA.faults().failClose(0, "No space left on device");
        assertEquals(
                "No space left on device",
                assertThrows(IOException.class, channel::close).getMessage());
    }

    @Test
    void whatIsOpenedMayBeStale() throws IOException {
        write(a.resolve("file"), "one");

        clientA.faults().staleHandle(0);
        assertThrows(FileSystemException.class, () -> read(a.resolve("file")));
        clientA.faults().staleHandle(0);
        assertThrows(FileSystemException.class, () -> list(a));

        assertEquals("one", read(a.resolve("file")));
    }

    @Test
    void aListedNameMayBeGone() throws IOException {
        write(a.resolve("file"), "one");

        try (DirectoryStream<Path> entries = Files.newDirectoryStream(b)) {
            Files.delete(a.resolve("file"));

            assertEquals(b.resolve("file"), entries.iterator().next());
        }
    }

    private static void assertAbsent(Path path) {
        assertThrows(NoSuchFileException.class, () -> read(path));
    }

    private static String read(Path path) throws IOException {
        return Files.readString(path);
    }

    private static void write(Path path, String content) throws IOException {
        Files.writeString(path, content, CREATE_NEW, WRITE);
    }

    private static void replace(Path root, String name, String content) throws IOException {
        write(root.resolve("temporary"), content);
        rename(root.resolve("temporary"), root.resolve(name));
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, ATOMIC_MOVE);
    }

    private static List<String> list(Path path) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }
}
