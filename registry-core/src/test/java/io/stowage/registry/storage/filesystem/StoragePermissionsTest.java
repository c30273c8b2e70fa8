package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stowage.registry.storage.filesystem.PermissionReport.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePermissionsTest {
    private static final String CONTENT = "docker/registry/v2/blobs/sha256/ab/abcd";

    @TempDir
    Path directory;

    private int gid;

    @BeforeEach
    void fill() throws IOException {
        gid = EntryFacts.of(directory).gid();
        set("", "0755");
        for (String parent : List.of(
                "docker", "docker/registry", "docker/registry/v2", "docker/registry/v2/blobs", CONTENT, "stowage")) {
            Files.createDirectories(directory.resolve(parent));
        }
        try (Stream<Path> made = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) made::iterator) {
                Files.setAttribute(path, "unix:mode", 0755);
            }
        }
        file(CONTENT + "/data", "0644");
        file("stowage/state", "0600");
    }

    @Test
    void aTreeThatIsAsItShouldBeIsClean() throws IOException {
        PermissionReport report = permissions("0755", "0644").check(n -> {});

        assertEquals(
                List.of(new Example(directory.resolve("stowage/state"), "mode 0600 instead of 0644")),
                report.examples());
        set("stowage/state", "0644");
        PermissionReport clean = permissions("0755", "0644").check(n -> {});
        assertEquals(new PermissionReport(11, 0, 0, 0, 0, 0, List.of()), clean);
        assertTrue(clean.isClean());
        assertFalse(report.isClean());
    }

    @Test
    void aCheckChangesNothing() throws IOException {
        Map<String, String> before = modes();

        PermissionReport report = permissions("2770", "0660").check(n -> {});

        assertEquals(11, report.differing());
        assertEquals(0, report.changed());
        assertFalse(report.isClean());
        assertEquals(before, modes());
    }

    @Test
    void aRepairGivesEverythingItsModeAndASecondOneFindsNothingToDo() throws IOException {
        PermissionReport report = permissions("2770", "0660").repair(n -> {});

        assertEquals(11, report.changed());
        assertTrue(report.isClean());
        modes().forEach((path, mode) ->
                assertEquals(Files.isDirectory(directory.resolve(path)) ? "2770" : "0660", mode, path));
        assertEquals(0, permissions("2770", "0660").repair(n -> {}).differing());
    }

    @Test
    void setgidIsTakenAwayToo() throws IOException {
        permissions("2770", "0660").repair(n -> {});

        assertTrue(permissions("0750", "0640").repair(n -> {}).isClean());

        assertEquals("0750", modes().get("docker"));
    }

    @Test
    void whatIsNotSetIsLeftAsItIs() throws IOException {
        StoragePermissions.of(directory).fileMode(FileMode.parse("0640")).repair(n -> {});

        assertEquals("0755", modes().get("docker"));
        assertEquals("0640", modes().get(CONTENT + "/data"));
    }

    @Test
    void whatIsNotTheRegistrysIsLeftAlone() throws IOException {
        for (String foreign : List.of("mine", "docker/mine", "docker/registry/v1", "docker/registry/v2.bak")) {
            Files.createDirectory(directory.resolve(foreign));
            set(foreign, "0700");
            file(foreign + "/file", "0600");
        }
        file("docker/registry/file", "0600");

        permissions("2770", "0660").repair(n -> {});

        for (String foreign : List.of("mine", "docker/mine", "docker/registry/v1", "docker/registry/v2.bak")) {
            assertEquals("0700", modes().get(foreign));
            assertEquals("0600", modes().get(foreign + "/file"));
        }
        assertEquals("0600", modes().get("docker/registry/file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "tokens"})
    void privateKeysStayTheirOwners(String place) throws IOException {
        Files.createDirectory(directory.resolve("stowage/" + place));
        set("stowage/" + place, "0700");
        file("stowage/" + place + "/key", "0600");
        file("stowage/" + place + "/ca.crt", "0644");

        assertTrue(permissions("2770", "0660").repair(n -> {}).isClean());

        assertEquals("0700", modes().get("stowage/" + place));
        assertEquals("0600", modes().get("stowage/" + place + "/key"));
        assertEquals("0644", modes().get("stowage/" + place + "/ca.crt"));
    }

    @Test
    void privateKeysThatOthersMayReadAreFoundAndClosedWhateverIsSet() throws IOException {
        Files.createDirectory(directory.resolve("stowage/tls"));
        set("stowage/tls", "2750");
        file("stowage/tls/key", "0644");

        PermissionReport found = StoragePermissions.of(directory).check(n -> {});
        StoragePermissions.of(directory).repair(n -> {});

        assertEquals(2, found.differing());
        assertEquals("2700", modes().get("stowage/tls"));
        assertEquals("0600", modes().get("stowage/tls/key"));
    }

    @Test
    void symbolicLinksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        file("outside/file", "0600");
        set("outside", "0700");
        Files.createSymbolicLink(directory.resolve(CONTENT + "/link"), outside.resolve("file"));
        Files.createSymbolicLink(directory.resolve("docker/registry/v2/repositories"), outside);

        PermissionReport report = permissions("2770", "0660").repair(n -> {});

        assertEquals(2, report.skipped());
        assertTrue(report.isClean());
        assertEquals("0700", modes().get("outside"));
        assertEquals("0600", modes().get("outside/file"));
    }

    @Test
    void theDataDirectoryItselfMayBeASymbolicLink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);

        StoragePermissions.of(link).fileMode(FileMode.parse("0640")).repair(n -> {});

        assertEquals("0640", modes().get(CONTENT + "/data"));
    }

    @Test
    void aPipeIsPassedOver() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder(
                                "mkfifo", directory.resolve(CONTENT + "/pipe").toString())
                        .start()
                        .waitFor());

        PermissionReport report = permissions("2770", "0660").repair(n -> {});

        assertEquals(1, report.skipped());
        assertTrue(report.isClean());
    }

    @Test
    void filesThatTheirOwnerMayNotReadAreRepaired() throws IOException {
        set(CONTENT + "/data", "0000");
        set(CONTENT, "0000");

        assertTrue(permissions("2770", "0660").repair(n -> {}).isClean());

        assertEquals("2770", modes().get(CONTENT));
        assertEquals("0660", modes().get(CONTENT + "/data"));
    }

    @Test
    void theGroupIsGivenToEverything() throws IOException {
        assumeTrue(Self.isRoot(), "only root can give files to a group at will");

        PermissionReport report =
                StoragePermissions.of(directory).group("54100").repair(n -> {});

        assertEquals(11, report.changed());
        assertEquals(54100, EntryFacts.of(directory.resolve(CONTENT + "/data")).gid());
        assertEquals("0644", modes().get(CONTENT + "/data"));
        assertTrue(
                StoragePermissions.of(directory).group("54100").check(n -> {}).isClean());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0770 | 0660 | 54001:54001       | 11
            2770 | 0660 | 54001:54001,54100 | 0
            2750 | 0640 | 54001:54100       | 9
            0777 | 0666 | 54001:54001       | 0
            0707 | 0606 | 54001:54100       | 11
            0700 | 0600 | 0:0               | 0
            """)
    void whatAnAccountCannotUseIsCounted(String directories, String files, String account, int unusable)
            throws IOException {
        assumeTrue(Self.isRoot(), "only root can give files to a group at will");
        permissions(directories, files).group("54100").repair(n -> {});

        PermissionReport report = StoragePermissions.of(directory)
                .usableBy(AccountIds.parse(account))
                .check(n -> {});

        assertEquals(unusable, report.unusable());
        assertEquals(unusable == 0, report.isClean());
    }

    @Test
    void examplesAreFewAndSayWhatTheMatterIs() throws IOException {
        for (int i = 0; i < 100; i++) {
            file(CONTENT + "/" + i, "0600");
        }

        PermissionReport report = permissions("0755", "0644").check(n -> {});

        assertEquals(101, report.differing());
        assertEquals(20, report.examples().size());
        assertTrue(report.examples().stream().allMatch(e -> e.finding().equals("mode 0600 instead of 0644")));
    }

    @Test
    void progressIsTold() throws IOException {
        for (int i = 0; i < 2_500; i++) {
            Files.createFile(directory.resolve(CONTENT + "/" + i));
        }
        List<Long> told = new ArrayList<>();

        StoragePermissions.of(directory).check(told::add);

        assertEquals(List.of(1_000L, 2_000L, 2_511L), told);
    }

    @Test
    void whatIsNoDirectoryIsRefused() {
        assertThrows(
                NoSuchFileException.class,
                () -> StoragePermissions.of(directory.resolve("missing")).check(n -> {}));
        assertThrows(
                NotDirectoryException.class,
                () -> StoragePermissions.of(directory.resolve("stowage/state")).check(n -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "root", "1:", ":1", "1:2,", "-1:2", "1:2:3", "99999999999:1"})
    void whatIsNoAccountIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> AccountIds.parse(text));
    }

    private StoragePermissions permissions(String directories, String files) {
        return StoragePermissions.of(directory)
                .directoryMode(FileMode.parse(directories))
                .fileMode(FileMode.parse(files))
                .group(String.valueOf(gid));
    }

    private void file(String path, String mode) throws IOException {
        Files.writeString(directory.resolve(path), "content");
        set(path, mode);
    }

    private void set(String path, String mode) throws IOException {
        Files.setAttribute(
                directory.resolve(path), "unix:mode", FileMode.parse(mode).bits());
    }

    private Map<String, String> modes() throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                modes.put(
                        directory.relativize(path).toString(),
                        EntryFacts.of(path).mode().toString());
            }
        }
        return modes;
    }
}
