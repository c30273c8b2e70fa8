package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stowage serve} as a process. */
class ServeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String LOOPBACK = "127.0.0.1:0";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void saysWhereItListensWhereTheDataLiesAndHowToPushAFirstImage() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start("serve", "--listen", ":0", "--data", data())) {
            int port = launcher.awaitPort();
            launcher.awaitOut(line -> line.equals("  docker push localhost:" + port + "/busybox"));

            assertEquals(
                    List.of(
                            "Stowage development listens on http://localhost:" + port
                                    + " (all interfaces), its data lies in " + data(),
                            "Open to everybody: who can connect may pull, push and delete; --htpasswd, "
                                    + "--anonymous-pull and --rules change that",
                            "Push a first image:",
                            "  docker pull busybox",
                            "  docker tag busybox localhost:" + port + "/busybox",
                            "  docker push localhost:" + port + "/busybox"),
                    launcher.out());
            assertEquals(200, get(launcher.address("/v2/")).statusCode());
            for (String address : loopbackAddresses()) {
                assertEquals(
                        200,
                        get(URI.create("http://" + address + ":" + port + "/v2/"))
                                .statusCode());
            }
            assertTrue(get(launcher.address("/")).body().contains("/v2/"));
            assertEquals(404, get(launcher.address("/v1/search?q=a")).statusCode());
            assertTrue(Files.isDirectory(Path.of(data())));
        }
    }

    @Test
    void aPortInUseIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            assertFails("cannot listen on " + address + ": Address already in use", "serve", "--listen", address);
        }
        assertFalse(Files.exists(Path.of(data())), "the data directory of the one that runs was touched");
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsSaidInOneLine() throws Exception {
        assertFails("cannot listen on 192.0.2.1:5000: ", "serve", "--listen", "192.0.2.1:5000");
    }

    @Test
    void aDataDirectoryOfAnotherAccountIsExplained() throws Exception {
        Path foreign = Files.createDirectory(temp.resolve("foreign"));
        boolean root = Account.own().chown().startsWith("0:");
        if (root) {
            Files.setAttribute(foreign, "unix:uid", 65534);
        }
        Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("r-x------"));
        // Root opens every door; without these two capabilities it is an account like others.
        List<String> prefix = root ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search") : List.of();

        try (LauncherProcess launcher =
                LauncherProcess.start(prefix, "serve", "--listen", LOOPBACK, "--data", foreign.toString())) {
            assertEquals(1, launcher.awaitExit());
            assertEquals(List.of(), launcher.out());
            assertEquals(1, launcher.err().size(), launcher.err().toString());
            String line = launcher.err().get(0);
            assertTrue(
                    line.startsWith("stowage: cannot use data directory " + foreign
                            + ": cannot list files there: permission denied; " + foreign + " is owned by "),
                    line);
            assertTrue(line.contains("(uid " + Files.getAttribute(foreign, "unix:uid") + ")"), line);
            assertTrue(line.contains("mode 0500"), line);
            assertTrue(line.contains("this process runs as " + Account.own().text()), line);
            assertTrue(line.contains("chown -R " + Account.own().chown() + " " + foreign), line);
        }
    }

    @Test
    void aGroupThatCannotBeGivenIsExplainedBeforeAnythingIsServed() throws Exception {
        assumeTrue(Account.own().isRoot(), "only root can give up a right");
        Path data = Files.createDirectory(temp.resolve("shared"));
        List<String> prefix = List.of("setpriv", "--bounding-set=-chown");

        try (LauncherProcess launcher = LauncherProcess.start(
                prefix, "serve", "--listen", LOOPBACK, "--data", data.toString(), "--group", "54100")) {
            assertEquals(1, launcher.awaitExit());
            String line = launcher.err().get(0);
            assertTrue(
                    line.startsWith("stowage: cannot use data directory " + data
                            + ": cannot create a directory there: cannot give it group 54100: "),
                    line);
            assertTrue(line.contains("member of the group"), line);
            assertTrue(line.contains("do without --group 54100"), line);
        }
        try (var entries = Files.list(data)) {
            assertEquals(0, entries.count());
        }
    }

    @Test
    void aDirectoryThatTheGroupMayNotUseIsMendedByTheCommandThatIsGiven() throws Exception {
        assumeTrue(Account.own().isRoot(), "only root can take on another account's rights");
        Path data = Files.createDirectory(temp.resolve("shared"));
        Path docker = Files.createDirectory(data.resolve("docker"));
        for (Path path : List.of(data, docker)) {
            Files.setAttribute(path, "unix:uid", 65534);
            Files.setAttribute(path, "unix:gid", 54100);
        }
        Files.setAttribute(data, "unix:mode", 02770);
        Files.setAttribute(docker, "unix:mode", 02750);
        List<String> prefix = List.of("setpriv", "--groups=54100", "--bounding-set=-dac_override,-dac_read_search");
        String[] serve = {
            "serve", "--listen", LOOPBACK, "--data", data.toString(), "--directory-mode", "2770", "--group", "54100"
        };

        String command;
        try (LauncherProcess launcher = LauncherProcess.start(prefix, serve)) {
            assertEquals(1, launcher.awaitExit());
            String line = launcher.err().get(0);
            assertTrue(line.contains("cannot create a directory in " + docker + ": permission denied; "), line);
            assertTrue(line.contains("group 54100 (gid 54100), mode 2750"), line);
            assertTrue(line.contains(", groups 54100; "), line);
            command = line.replaceFirst(".*\\(stowage (permissions repair [^)]*)\\).*", "$1");
        }
        assertEquals(0, Launcher.commandLine().execute(command.split(" ", -1)), command);
        try (LauncherProcess launcher = LauncherProcess.start(prefix, serve)) {
            launcher.awaitPort();
        }
    }

    @Test
    void thePidFileIsThereWhileItServes() throws Exception {
        Path pidFile = temp.resolve("pid");
        Files.writeString(pidFile, "1\n");
        try (LauncherProcess launcher = serve("--pid-file", pidFile.toString())) {
            launcher.awaitPort();

            assertEquals(launcher.pid() + "\n", Files.readString(pidFile));

            launcher.terminate();
            assertEquals(143, launcher.awaitExit());
            assertFalse(Files.exists(pidFile));
            try (Stream<Path> left = Files.list(temp)) {
                assertEquals(List.of(Path.of(data())), left.toList());
            }
        }
    }

    @Test
    void aPidFileThatCannotBeWrittenIsSaidInOneLineBeforeAnythingIsTouched() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertPidFileFails(temp.resolve("none/pid"), "directory " + temp.resolve("none") + " does not exist");
        assertPidFileFails(temp, "it is a directory");
        assertPidFileFails(file.resolve("pid"), "no file can be made in " + file + ": not a directory");
        assertPidFileFails(Path.of("/proc/pid"), "no file can be made in /proc: ");
        assertFalse(Files.exists(Path.of(data())), "the data directory was made");
    }

    @Test
    void aFailureToStartIsOneJsonLineIfAsked() throws Exception {
        try (LauncherProcess launcher = serve(
                "--log-format", "json", "--pid-file", temp.resolve("none/pid").toString())) {
            assertEquals(1, launcher.awaitExit());
            assertEquals(List.of(), launcher.out());
            assertEquals(1, launcher.err().size(), launcher.err()::toString);
            JsonNode json = new ObjectMapper().readTree(launcher.err().get(0));
            assertEquals("error", json.get("level").textValue());
            assertTrue(json.hasNonNull("time"), json::toString);
            assertEquals(
                    "cannot write pid file " + temp.resolve("none/pid") + ": directory " + temp.resolve("none")
                            + " does not exist",
                    json.get("message").textValue());
        }
    }

    @Test
    void theAccessLogHasALinePerRequestWithoutItsQuery() throws Exception {
        try (LauncherProcess launcher = serve("--access-log")) {
            URI address = launcher.address("/v2/_catalog?n=1&token=secret");
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(address)
                            .header("User-Agent", "test/1 \"quoted\"")
                            .header("Authorization", "Bearer secret")
                            .build(),
                    BodyHandlers.ofString());

            String line = launcher.awaitOut(text -> text.contains(" access "));

            int length = response.body().getBytes(UTF_8).length;
            String expected = "\\S+Z access 127\\.0\\.0\\.1 GET /v2/_catalog 200 in=0 out=" + length
                    + " \\d+ms \"test/1 \\\\\"quoted\\\\\"\"";
            assertTrue(line.matches(expected), line);
        }
    }

    @Test
    void withoutTheFlagRequestsAreNotLogged() throws Exception {
        try (LauncherProcess launcher = serve()) {
            assertEquals(200, get(launcher.address("/v2/")).statusCode());
            launcher.terminate();
            launcher.awaitExit();

            assertFalse(launcher.out().stream().anyMatch(line -> line.contains("/v2/ ")), launcher.out()::toString);
        }
    }

    @Test
    void whatIsNoHttpDoesNotFillTheLog() throws Exception {
        try (LauncherProcess launcher = serve()) {
            for (String nonsense : List.of(
                    "GET /v2/ HTTP/1.1\r\nHost: a b:x:[\r\n",
                    "GET /v2/ HTTP/1.1\r\nHost: [::1\r\n",
                    "GET /v2/ HTTP/1.1\r\nHost: localhost:many\r\n",
                    "GET /v2/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
                    "GET /v2/ HTTP/1.1\r\n",
                    "GET /v2/%00 HTTP/1.1\r\nHost: a\r\n",
                    "CONNECT a:b:c HTTP/1.1\r\nHost: a\r\n",
                    "nonsense\r\n")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), launcher.awaitPort())) {
                    socket.getOutputStream().write((nonsense + "\r\n").getBytes(UTF_8));
                    String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                    assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
                }
            }
            launcher.terminate();
            launcher.awaitExit();

            assertEquals(
                    List.of(),
                    launcher.err().stream()
                            .filter(line -> !line.contains("RegistryServer: stopping"))
                            .filter(line -> !line.endsWith("Ending: stopped"))
                            .toList());
        }
    }

    @Test
    void allOutputIsJsonIfAsked() throws Exception {
        try (LauncherProcess launcher = serve("--log-format", "json", "--log-level", "trace", "--access-log")) {
            get(launcher.address("/v2/a/manifests/%22none%22"));
            put(launcher.address("/v2/a/manifests/latest"), "{nonsense \" \n}");
            launcher.awaitOut(line -> line.contains("\"PUT\""));
            launcher.terminate();
            launcher.awaitExit();

            ObjectMapper mapper = new ObjectMapper();
            for (String line : launcher.err()) {
                JsonNode json = mapper.readTree(line);
                assertTrue(json.hasNonNull("time") && json.hasNonNull("level") && json.hasNonNull("message"), line);
            }
            assertTrue(launcher.err().stream().anyMatch(line -> line.contains("org.eclipse.jetty")));
            assertTrue(launcher.err().get(launcher.err().size() - 1).contains("\"stopped\""));
            assertEquals(3, launcher.out().size(), launcher.out()::toString);
            JsonNode greeting = mapper.readTree(launcher.out().get(0));
            assertEquals(data(), greeting.get("data").textValue());
            assertEquals(launcher.awaitPort(), greeting.get("port").intValue());
            assertEquals(
                    404, mapper.readTree(launcher.out().get(1)).get("status").intValue());
            assertEquals(
                    400, mapper.readTree(launcher.out().get(2)).get("status").intValue());
        }
    }

    @Test
    void deletesCanBeTurnedOff() throws Exception {
        String path = "/v2/a/manifests/latest";
        try (LauncherProcess launcher = serve()) {
            assertEquals(404, delete(launcher.address(path)).statusCode());
        }
        try (LauncherProcess launcher = serve("--no-delete")) {
            assertEquals(405, delete(launcher.address(path)).statusCode());
        }
    }

    @Test
    void sparseIndexesAreTakenOnlyIfAllowed() throws Exception {
        String index = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
                 {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":7,
                  "digest":"sha256:%s"}]}""".formatted("ab".repeat(32));
        try (LauncherProcess launcher = serve()) {
            assertEquals(
                    400, put(launcher.address("/v2/a/manifests/latest"), index).statusCode());
        }
        try (LauncherProcess launcher = serve("--sparse")) {
            assertEquals(
                    201, put(launcher.address("/v2/a/manifests/latest"), index).statusCode());
        }
    }

    /** 127.0.0.1, and [::1] where the machine speaks IPv6. */
    private static List<String> loopbackAddresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(InetAddress::isLoopbackAddress)
                .map(address -> address instanceof Inet6Address ? "[::1]" : address.getHostAddress())
                .toList();
    }

    private LauncherProcess serve(String... more) throws IOException {
        List<String> arguments = Stream.concat(
                        Stream.of("serve", "--listen", LOOPBACK, "--data", data()), Stream.of(more))
                .toList();
        return LauncherProcess.start(arguments.toArray(String[]::new));
    }

    private void assertPidFileFails(Path pidFile, String reason) throws Exception {
        String line = assertFails(
                "cannot write pid file " + pidFile + ": " + reason,
                "serve",
                "--listen",
                LOOPBACK,
                "--pid-file",
                pidFile.toString());
        assertFalse(line.contains("Exception"), line);
    }

    /** Answers the one line that it said. */
    private String assertFails(String reason, String... arguments) throws Exception {
        List<String> all =
                Stream.concat(Stream.of(arguments), Stream.of("--data", data())).toList();
        try (LauncherProcess launcher = LauncherProcess.start(all.toArray(String[]::new))) {
            assertEquals(1, launcher.awaitExit());
            assertEquals(1, launcher.err().size(), launcher.err()::toString);
            String line = launcher.err().get(0);
            assertTrue(line.startsWith("stowage: " + reason), line);
            assertEquals(List.of(), launcher.out());
            return line;
        }
    }

    private String data() {
        return temp.resolve("data").toString();
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> delete(URI address) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(address).DELETE().build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> put(URI address, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/vnd.oci.image.index.v1+json")
                .PUT(BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
