package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./stowage} in a make-believe checkout, whose build copies a jar with {@link Echo}. */
class StowageScriptTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @SuppressWarnings("NullAway.Init")
    private Path root;

    @SuppressWarnings("NullAway.Init")
    private Path cwd;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    @BeforeEach
    void makeCheckout() throws IOException {
        root = Files.createDirectory(temp.resolve("check out"));
        cwd = Files.createDirectory(temp.resolve("some where"));
        ShellRun.copyFromRoot("stowage", root.resolve("stowage"));
        Path module = root.resolve("examples/standalone-jetty");
        source = root.resolve("registry-core/src/main/java/A.java");
        for (Path file : List.of(
                root.resolve("pom.xml"),
                root.resolve("registry-core/pom.xml"),
                source,
                module.resolve("pom.xml"),
                module.resolve("src/main/java/B.java"))) {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        Path jar = echoJar();
        Path target = module.resolve("target");
        ShellRun.script(
                root.resolve("mvnw"),
                "echo \"$@\" >> '" + temp.resolve("builds") + "'",
                "mkdir -p '" + target.resolve("lib") + "'",
                "cp '" + jar + "' '" + target.resolve("standalone-jetty-1.jar") + "'");
    }

    @Test
    void theFirstRunBuildsAndTheSecondDoesNot() throws Exception {
        ShellRun first = stowage("serve");
        ShellRun second = stowage("serve");

        assertEquals(7, first.status(), first.err());
        assertTrue(first.err().contains("building"), first.err());
        assertEquals(7, second.status(), second.err());
        assertEquals("", second.err());
        assertEquals(1, builds().size());
        assertTrue(builds().get(0).contains("-Dmaven.test.skip=true"), builds().get(0));
    }

    @Test
    void aNewerSourceOrARemovedOneBuildsAgain() throws Exception {
        stowage("serve");
        FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 5_000);

        Files.setLastModifiedTime(source, later);
        stowage("serve");
        assertEquals(2, builds().size());

        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), later);
        stowage("serve");
        assertEquals(3, builds().size());
    }

    @Test
    void aBuildThatFailsIsSaidAndNothingRuns() throws Exception {
        ShellRun.script(root.resolve("mvnw"), "echo broken >&2", "exit 1");

        ShellRun run = stowage("serve");

        assertEquals(1, run.status());
        assertTrue(run.err().endsWith("broken\nstowage: the build failed\n"), run.err());
        assertEquals("", run.out());
    }

    @Test
    void theJvmIsTheProcessAndGetsArgumentsDirectoryAndOptions() throws Exception {
        ShellRun run = ShellRun.of(
                cwd,
                Map.of("STOWAGE_JAVA_OPTS", "-Decho=yes -Xmx64m", "JAVA_HOME", System.getProperty("java.home")),
                List.of("../check out/stowage", "serve", "--data", "a b", "$x *", ""));

        assertEquals(
                "pid " + run.pid() + "\nin " + cwd.toRealPath()
                        + "\noption yes\narguments [serve, --data, a b, $x *, ]\n",
                run.out());
        assertEquals(7, run.status());
    }

    @Test
    void aLinkToTheScriptFindsTheCheckout() throws Exception {
        Files.createSymbolicLink(temp.resolve("link"), Path.of("check out/stowage"));

        ShellRun run = ShellRun.of(
                cwd,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of(temp.resolve("link").toString()));

        assertEquals(7, run.status(), run.err());
    }

    @Test
    void aMissingOrOldJavaIsSaidInOneLine() throws Exception {
        Path old = temp.resolve("old");
        ShellRun.script(old.resolve("bin/java"), "echo 'openjdk version \"1.8.0_442\"' >&2");
        Path bare = Files.createDirectory(temp.resolve("bare"));
        for (String tool : List.of("dirname", "readlink", "sed", "head")) {
            ShellRun.script(bare.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
        }

        assertRefused(Map.of("JAVA_HOME", temp.resolve("none").toString()), "there is no bin/java in it");
        assertRefused(Map.of("JAVA_HOME", old.toString()), "is Java 8, 17 or later is needed");
        assertRefused(Map.of("PATH", bare.toString()), "no java found");
    }

    private void assertRefused(Map<String, String> environment, String reason) throws Exception {
        ShellRun run = ShellRun.of(
                cwd, environment, List.of("/bin/sh", root.resolve("stowage").toString(), "serve"));

        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("stowage: ") && run.err().contains(reason), run.err());
    }

    private ShellRun stowage(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("stowage").toString()));
        command.addAll(List.of(arguments));
        return ShellRun.of(cwd, Map.of("JAVA_HOME", System.getProperty("java.home")), command);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(temp.resolve("builds"));
    }

    private Path echoJar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Echo.class.getName());
        String entry = Echo.class.getName().replace('.', '/') + ".class";
        Path jar = temp.resolve("echo.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = requireNonNull(Echo.class.getResourceAsStream("/" + entry))) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
        return jar;
    }
}
