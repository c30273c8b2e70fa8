package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Modes and groups of all that a storage makes, under umasks and users that a test cannot take on itself. Only root can
 * start processes of other users, with {@code setpriv}; elsewhere these tests say so and are skipped.
 */
class AccountsTest {
    private static final int GROUP = 54100;
    private static final List<String> SHARED = List.of("2770", "0660", String.valueOf(GROUP));
    private static final List<String> FIRST = account(54001, GROUP);
    private static final List<String> SECOND = account(54002, GROUP);
    private static final List<String> STRANGER = account(54003, 54101);

    /** The classes where every account can read them. */
    @TempDir(factory = MemoryBackedTempDir.class)
    static Path classes;

    @TempDir(factory = MemoryBackedTempDir.class)
    Path temp;

    private static String classPath = "";
    private Path data;

    @BeforeAll
    static void publishTheClasses() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                        && Files.exists(Path.of("/usr/bin/setpriv")),
                "needs root and setpriv, to become others");
        open(classes);
        List<String> copies = new ArrayList<>();
        for (Path entry : classPath()) {
            Path copy = classes.resolve(String.valueOf(copies.size()));
            copyTree(entry, copy);
            copies.add(copy.toString());
        }
        classPath = String.join(File.pathSeparator, copies);
    }

    @BeforeEach
    void makeTheDirectory() throws IOException {
        open(temp);
        data = temp.resolve("data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077", "777"})
    void everythingHasExactlyTheModesAndTheGroupThatAreSetWhateverTheUmask(String umask) throws IOException {
        try (StorageProcess storage = start(umask, List.of(), SHARED)) {
            storage.done("open");

            makeOneOfEverything(storage);

            assertAll("2770", "0660", GROUP);
        }
    }

    @Test
    void modesAloneLeaveTheGroupToTheSystem() throws IOException {
        try (StorageProcess storage = start("027", List.of(), List.of("0755", "0644", "-"))) {
            storage.done("open");

            makeOneOfEverything(storage);

            assertAll("0755", "0644", 0);
        }
    }

    @Test
    void withoutSettingsTheUmaskDecides() throws IOException {
        try (StorageProcess storage = start("027", List.of(), StorageProcess.NO_SETTINGS)) {
            storage.done("open");

            makeOneOfEverything(storage);

            assertAll("0750", "0640", 0);
        }
    }

    @Test
    void anArbitraryUserWorksByTheGroupOfTheVolume() throws IOException { // Kubernetes' fsGroup
        volume("2770");
        try (StorageProcess storage = start("022", FIRST, List.of("2770", "0660", "-"))) {
            storage.done("probe");
            storage.done("open");

            makeOneOfEverything(storage);

            assertAll("2770", "0660", GROUP);
        }
    }

    @Test
    void theGroupIsGivenWhereTheDirectoryDoesNotGiveIt() throws IOException {
        volume("0770");
        try (StorageProcess storage = start("022", FIRST, SHARED)) {
            storage.done("open");

            makeOneOfEverything(storage);

            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwx---"));
            Map<String, String> found = walk();
            assertEquals("0770 " + GROUP, found.remove(""), "what exists is left alone");
            assertEquals(expected(found, "2770", "0660", GROUP), found);
        }
    }

    @Test
    void twoUsersOfOneGroupWorkOnWhatTheOtherMade() throws IOException {
        volume("2770");
        try (StorageProcess first = start("077", FIRST, SHARED);
                StorageProcess second = start("022", SECOND, SHARED)) {
            first.done("open");
            second.done("open");

            first.done("push team/app layer");
            second.done("push team/app layer");
            second.done("push team/app other");
            assertEquals("true", second.done("mount team/app team/copy layer"));
            assertEquals("layer", first.done("read team/copy layer"));

            first.done("image team/app one");
            second.done("image team/app two");
            first.done("tag team/app v1 one");
            second.done("tag team/app v1 two");
            first.done("tag team/app v1 one");
            second.done("refer team/app sbom one");
            first.done("refer team/app signature one");
            assertEquals("2", first.done("referrers team/app one"));
            assertEquals("2", second.done("referrers team/app one"));

            String upload = first.done("begin team/app");
            second.done("append team/app " + upload + " a");
            first.done("append team/app " + upload + " b");
            second.done("append team/app " + upload + " c");
            first.done("commit team/app " + upload + " abc");
            String single = first.done("begin team/app");
            first.done("append team/app " + single + " alone");
            second.done("commit team/app " + single + " alone");
            assertEquals("alone", first.done("read team/app alone"));
            String given = second.done("begin team/app");
            second.done("append team/app " + given + " x");
            first.done("cancel team/app " + given);

            assertEquals("true", first.done("untag team/app v1"));
            second.done("tag team/app v1 two");
            assertEquals("true", first.done("remove team/app two"));
            assertEquals("true", second.done("delete team/app layer"));
            assertEquals("true", first.done("delete team/app other"));
            first.done("push team/app other");
            second.done("hold team/app " + first.done("begin team/app") + " x");
            assertAll("2770", "0660", GROUP);
        }
    }

    @Test
    void aUserWhoIsShutOutIsToldWhere() throws IOException {
        volume("2770");
        try (StorageProcess first = start("077", FIRST, StorageProcess.NO_SETTINGS);
                StorageProcess second = start("077", SECOND, StorageProcess.NO_SETTINGS)) {
            first.done("open");
            first.done("push team/app layer");

            assertEquals(
                    UnusableDirectoryException.class.getName() + ": " + data.resolve("docker")
                            + ": cannot list files: permission denied",
                    second.answer("probe"));
            second.done("open");
            assertTrue(second.answer("push team/app other")
                    .contains(data.resolve("docker").toString()));
        }
    }

    @Test
    void aGroupThatTheUserIsNotInIsRefusedAtStart() throws IOException {
        volume("0777");
        try (StorageProcess storage = start("022", STRANGER, SHARED)) {
            String answer = storage.answer("open");

            assertTrue(answer.contains(data + ": cannot create a directory: cannot give it group " + GROUP), answer);
        }
        assertEquals(List.of(""), List.copyOf(walk().keySet()), "nothing is left");
    }

    @Test
    void aSetgidBitThatTheSystemSilentlyDropsIsRefusedAtStart() throws IOException {
        volume("2777");
        try (StorageProcess storage = start("022", STRANGER, List.of("2770", "0660", "-"))) {
            String answer = storage.answer("open");

            assertTrue(answer.contains("cannot give it mode 2770: its mode stays 0770"), answer);
        }
    }

    @Test
    void anUnknownGroupIsRefused() throws IOException {
        try (StorageProcess storage = start("022", List.of(), List.of("-", "-", "no-such-group"))) {
            assertTrue(storage.answer("open").contains("group no-such-group is not known here"));
        }
    }

    /** Every kind of file and directory that there is, some of them still being written. */
    private static void makeOneOfEverything(StorageProcess storage) throws IOException {
        storage.done("push team/app layer");
        storage.done("push team/app gone");
        storage.done("delete team/app gone");
        storage.done("mount team/app other layer");
        storage.done("image team/app one");
        storage.done("image team/app two");
        storage.done("tag team/app v1 one");
        storage.done("tag team/app v1 two");
        storage.done("tag team/app v2 two");
        storage.done("untag team/app v2");
        storage.done("refer team/app sbom one");
        storage.done("refer team/app removed one");
        storage.done("referrers team/app one");
        storage.done("remove team/app two");
        String upload = storage.done("begin team/app");
        storage.done("append team/app " + upload + " a");
        storage.done("append team/app " + upload + " b");
        storage.done("commit team/app " + upload + " ab");
        String unfinished = storage.done("begin team/app");
        storage.done("append team/app " + unfinished + " a");
        storage.done("hold team/app " + unfinished + " b");
    }

    private void assertAll(String directoryMode, String fileMode, int group) throws IOException {
        Map<String, String> found = walk();

        assertNotEquals(
                0, found.keySet().stream().filter(path -> path.endsWith(".tmp")).count(), "a file being written");
        assertEquals(expected(found, directoryMode, fileMode, group), found);
    }

    private Map<String, String> expected(Map<String, String> found, String directoryMode, String fileMode, int group) {
        Map<String, String> expected = new TreeMap<>(found);
        expected.replaceAll(
                (path, facts) -> (Files.isDirectory(data.resolve(path)) ? directoryMode : fileMode) + " " + group);
        return expected;
    }

    /** Mode and group by path. */
    private Map<String, String> walk() throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(data)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                EntryFacts facts = EntryFacts.of(path);
                entries.put(data.relativize(path).toString(), facts.mode() + " " + facts.gid());
            }
        }
        return entries;
    }

    private void volume(String mode) throws IOException {
        Files.createDirectory(data);
        Files.setAttribute(data, "unix:gid", GROUP);
        Files.setAttribute(data, "unix:mode", FileMode.parse(mode).bits());
    }

    private StorageProcess start(String umask, List<String> as, List<String> settings) throws IOException {
        return StorageProcess.start(umask, as, classPath, data, settings);
    }

    private static List<String> account(int id, int group) {
        return List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--groups=" + group, "--");
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Where the classes are, which build tools put on the class path or the module path. */
    private static Set<Path> classPath() {
        Set<Path> entries = new LinkedHashSet<>();
        for (Class<?> type : List.of(StorageProcess.class, FilesystemStorage.class)) {
            String name = type.getName().replace('.', '/') + ".class";
            String url = String.valueOf(type.getResource('/' + name));
            entries.add(Path.of(URI.create(url.substring(0, url.length() - name.length()))));
        }
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty() && !entry.contains("junit") && Files.exists(Path.of(entry))) {
                    entries.add(Path.of(entry));
                }
            }
        }
        return entries;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        from.equals(file)
                                ? to
                                : to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
