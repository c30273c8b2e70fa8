package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvnw} with a make-believe Maven 9.9.9 that only says how it was called. */
class MavenWrapperTest {
    private static final String ARCHIVE = "apache-maven-9.9.9-bin.tar.gz";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private final AtomicInteger downloads = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private HttpServer repository;

    @SuppressWarnings("NullAway.Init")
    private Path archive;

    @SuppressWarnings("NullAway.Init")
    private Path mvnw;

    @BeforeEach
    void makeDistribution() throws Exception {
        Path unpacked = temp.resolve("apache-maven-9.9.9");
        ShellRun.script(unpacked.resolve("bin/mvn"), "echo \"pid $$\"", "for a; do echo \"<$a>\"; done", "exit 3");
        archive = temp.resolve(ARCHIVE);
        run(Map.of(), "tar", "-czf", archive.toString(), "apache-maven-9.9.9");

        mvnw = ShellRun.copyFromRoot("mvnw", temp.resolve("check out/mvnw"));
        pin(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive))));

        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/repo/org/apache/maven/apache-maven/9.9.9/" + ARCHIVE, exchange -> {
            downloads.incrementAndGet();
            exchange.sendResponseHeaders(200, Files.size(archive));
            try (var body = exchange.getResponseBody()) {
                Files.copy(archive, body);
            }
        });
        repository.start();
    }

    @AfterEach
    void stopRepository() {
        repository.stop(0);
    }

    @Test
    void aDistributionIsGottenOnceAndReplacesTheScriptsProcess() throws Exception {
        ShellRun first = wrapper();
        ShellRun second = wrapper();

        for (ShellRun run : List.of(first, second)) {
            assertEquals("pid " + run.pid() + "\n<verify>\n<-Dx=a b>\n", run.out(), run.err());
            assertEquals(3, run.status());
        }
        assertEquals(1, downloads.get());
    }

    @Test
    void anotherChecksumIsRefusedAndLeavesNothing() throws Exception {
        pin("ab".repeat(64));

        ShellRun run = wrapper();

        assertEquals(1, run.status());
        assertTrue(run.err().contains("has SHA-512") && run.err().contains("says abab"), run.err());
        assertEquals("", run.out());
        assertEquals(List.of(), dists());
    }

    @Test
    void aChangedChecksumIsNotSatisfiedByWhatAnotherLetIn() throws Exception {
        wrapper();
        pin("ab".repeat(64));

        ShellRun run = wrapper();

        assertEquals(1, run.status());
        assertEquals("", run.out());
    }

    @Test
    void manyAtOnceAllGetAWholeOne() throws Exception {
        for (ShellRun run : atOnce(16, this::wrapper)) {
            assertEquals(3, run.status(), run.err());
        }
        assertEquals(1, dists().size(), dists().toString());
        assertFalse(Files.exists(home().resolve(dists().get(0)).resolve("apache-maven-9.9.9")));
    }

    @Test
    void aDamagedOneIsLeftAndAnotherGotten() throws Exception {
        wrapper();
        Path damaged = home().resolve(dists().get(0));
        Files.delete(damaged.resolve("bin/mvn"));

        for (ShellRun run : List.of(wrapper(), wrapper())) {
            assertEquals(3, run.status(), run.err());
        }

        assertEquals(2, downloads.get());
        assertFalse(Files.exists(damaged.resolve("bin/mvn")), "somebody else may be looking at it");
    }

    @Test
    void theMavenOnThePathIsAskedFirstAndOutsideTheProject() throws Exception {
        Path bin = temp.resolve("bin");
        ShellRun.script(
                bin.resolve("mvn"),
                "pwd > '" + temp.resolve("asked-in") + "'",
                "for a; do case $a in -DoutputDirectory=*) cp '" + archive + "' \"${a#*=}\";; esac; done");

        ShellRun run = run(
                Map.of("MAVEN_USER_HOME", temp.resolve("m2").toString(), "PATH", bin + ":" + System.getenv("PATH")),
                mvnw.toString(),
                "-v");

        assertEquals(3, run.status(), run.err());
        assertEquals(0, downloads.get());
        assertFalse(Files.readString(temp.resolve("asked-in"))
                .startsWith(temp.resolve("check out").toString()));
    }

    @Test
    void anUnreachableRepositoryIsNamed() throws Exception {
        repository.stop(0);

        ShellRun run = wrapper();

        assertEquals(1, run.status());
        assertTrue(run.err().contains("mvnw: cannot download " + repositoryAddress()), run.err());
        assertEquals(List.of(), dists());
    }

    private ShellRun wrapper() throws IOException, InterruptedException {
        return wrapper(Map.of());
    }

    private ShellRun wrapper(Map<String, String> environment) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MAVEN_USER_HOME", temp.resolve("m2").toString());
        all.put("MVNW_REPOURL", repositoryAddress());
        return run(all, mvnw.toString(), "verify", "-Dx=a b");
    }

    private static List<ShellRun> atOnce(int number, Callable<ShellRun> wrapper) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(number);
        try {
            List<ShellRun> runs = new ArrayList<>();
            for (Future<ShellRun> run : pool.invokeAll(Collections.nCopies(number, wrapper))) {
                runs.add(run.get());
            }
            return runs;
        } finally {
            pool.shutdownNow();
        }
    }

    private ShellRun run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        return ShellRun.of(temp, environment, List.of(command));
    }

    private String repositoryAddress() {
        return "http://127.0.0.1:" + repository.getAddress().getPort() + "/repo/";
    }

    private void pin(String checksum) throws IOException {
        Path properties = temp.resolve("check out/.mvn/wrapper/maven-wrapper.properties");
        Files.createDirectories(properties.getParent());
        Files.writeString(properties, "# comment\nmavenVersion=9.9.9\ndistributionSha512Sum=" + checksum + "\n");
    }

    private Path home() {
        return temp.resolve("m2/wrapper/dists/apache-maven-9.9.9");
    }

    private List<String> dists() throws IOException {
        try (var entries = Files.list(home())) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
