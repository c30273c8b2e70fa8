package io.stowage.examples.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code stowage certificate}. */
class CertificateCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void theFilesAreGoodForAServerAndTheCommandForKubernetesIsPrinted() throws Exception {
        Path out = temp.resolve("a new/one");

        Answer answer = run("cr.example.com", "192.0.2.7", "--out", out.toString());

        assertEquals(0, answer.status(), answer.err());
        assertTrue(
                answer.out()
                        .contains("  kubectl create secret tls stowage-tls --cert='" + out + "/tls.crt' --key='" + out
                                + "/tls.key'\n"),
                answer.out());
        for (String name : List.of("-verify_hostname cr.example.com", "-verify_ip 192.0.2.7", "-verify_ip 127.0.0.1")) {
            new Openssl(out).run("verify -x509_strict -purpose sslserver -CAfile ca.crt " + name + " tls.crt");
        }
        assertEquals(
                new Openssl(out).run("x509 -in tls.crt -noout -pubkey"),
                new Openssl(out).run("pkey -in tls.key -pubout"));
        assertEquals("rw-------", permissions(out.resolve("tls.key")));
        assertEquals("rw-------", permissions(out.resolve("ca.key")));
        assertEquals("rw-r--r--", permissions(out.resolve("tls.crt")));
        try (TestServer server = TestServer.start(
                new CertificateFiles(out.resolve("tls.crt"), out.resolve("tls.key"), java.util.Optional.empty()))) {
            assertEquals(
                    200, server.get(TestServer.client(out.resolve("ca.crt"))).statusCode());
        }
    }

    @Test
    void nothingIsOverwrittenUnlessAsked() throws Exception {
        run("cr.example.com", "--out", temp.toString());
        for (String file : List.of("ca.crt", "ca.key", "tls.crt", "tls.key")) {
            Path only = Files.createDirectory(temp.resolve("only-" + file));
            Files.writeString(only.resolve(file), "mine");

            Answer answer = run("cr.example.com", "--out", only.toString());

            assertEquals(1, answer.status());
            assertTrue(answer.err().contains(only.resolve(file) + " is there already"), answer.err());
            assertEquals("mine", Files.readString(only.resolve(file)));
            try (var left = Files.list(only)) {
                assertEquals(1, left.count());
            }
        }
        String before = Files.readString(temp.resolve("tls.crt"));
        assertEquals(
                0, run("cr.example.com", "--out", temp.toString(), "--force").status());
        assertNotEquals(before, Files.readString(temp.resolve("tls.crt")));
    }

    @Test
    void anAuthorityThatIsGivenSignsAndIsKept() throws Exception {
        run("one.example.com", "--out", temp.toString());
        String authority = Files.readString(temp.resolve("ca.crt"));
        Path other = temp.resolve("other");

        Answer elsewhere = run(
                "two.example.com",
                "--out",
                other.toString(),
                "--ca-certificate",
                temp.resolve("ca.crt").toString(),
                "--ca-key",
                temp.resolve("ca.key").toString());
        Answer renewed = run(
                "one.example.com",
                "--force",
                "--out",
                temp.toString(),
                "--ca-certificate",
                temp.resolve("ca.crt").toString(),
                "--ca-key",
                temp.resolve("ca.key").toString());

        assertEquals(0, elsewhere.status(), elsewhere.err());
        assertEquals(0, renewed.status(), renewed.err());
        assertEquals(authority, Files.readString(temp.resolve("ca.crt")));
        assertEquals(authority, Files.readString(other.resolve("ca.crt")));
        assertFalse(Files.exists(other.resolve("ca.key")));
        new Openssl(other).run("verify -CAfile ../ca.crt -verify_hostname two.example.com tls.crt");
        new Openssl(temp).run("verify -CAfile ca.crt -verify_hostname one.example.com tls.crt");
    }

    @Test
    void anRsaAuthorityOfOpensslMaySign() throws Exception {
        new Openssl(temp)
                .run("req -x509 -nodes -days 3000 -newkey rsa:2048 -keyout own.key -out own.crt -subj /CN=own");

        Answer answer = run(
                "one.example.com",
                "--out",
                temp.toString(),
                "--ca-certificate",
                temp.resolve("own.crt").toString(),
                "--ca-key",
                temp.resolve("own.key").toString());

        assertEquals(0, answer.status(), answer.err());
        new Openssl(temp).run("verify -CAfile own.crt -verify_hostname one.example.com tls.crt");
    }

    @Test
    void whatIsNoAuthorityMayNotSign() throws Exception {
        run("one.example.com", "--out", temp.toString());

        Answer answer = run(
                "two.example.com",
                "--out",
                temp.resolve("other").toString(),
                "--ca-certificate",
                temp.resolve("tls.crt").toString(),
                "--ca-key",
                temp.resolve("tls.key").toString());

        assertEquals(1, answer.status());
        assertTrue(answer.err().contains("it is not the certificate of an authority"), answer.err());
    }

    @Test
    void theInstructionsNameTheFileAndTheServersOfTheCommand() throws Exception {
        run("cr.example.com", "--out", temp.toString());
        Path ca = temp.resolve("ca.crt");

        String text = run("--trust", ca.toString(), "cr.example.com:5000", "192.0.2.7", "[2001:db8::7]:5000")
                .out();

        assertTrue(text.contains("scp THIS-MACHINE:" + ca + " stowage-ca.crt"), text);
        assertTrue(text.contains("for server in cr.example.com:5000 192.0.2.7 '[2001:db8::7]:5000'; do"), text);
        for (String client : List.of("Docker", "containerd", "k3s", "Podman", "Debian", "macOS", "Java")) {
            assertTrue(text.contains("\n" + client), client);
        }
    }

    @Test
    void theCommandsOfTheInstructionsDoWhatTheySay() throws Exception {
        run("cr.example.com", "--out", temp.toString());
        Path ca = temp.resolve("ca.crt");
        Files.copy(ca, temp.resolve("stowage-ca.crt"));
        String text = run("--trust", ca.toString(), "cr.example.com:5000", "[::1]:5000")
                .out();
        Path root = Files.createDirectories(temp.resolve("root/etc/rancher/k3s"))
                .resolve("../../..")
                .normalize();
        // The parts for containers, below a directory that stands for the root.
        String script = text.substring(text.indexOf("  for server"), text.indexOf("  sudo systemctl"))
                .lines()
                .filter(line -> line.startsWith("  "))
                .reduce("set -eu\nsudo() { \"$@\"; }\n", (all, line) -> all + line + "\n")
                .replace(" /etc/", " " + root + "/etc/")
                .replace("\"/etc/", "\"" + root + "/etc/")
                .replace("= \\\"" + root, "= \\\"");

        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, shell.waitFor(), said);
        assertEquals("", said);
        for (String server : List.of("cr.example.com:5000", "[::1]:5000")) {
            for (String kind : List.of("docker", "containers", "containerd")) {
                assertEquals(
                        Files.readString(ca),
                        Files.readString(root.resolve("etc/" + kind + "/certs.d/" + server + "/ca.crt")));
            }
        }
        String hosts = Files.readString(root.resolve("etc/containerd/certs.d/cr.example.com:5000/hosts.toml"));
        assertTrue(
                hosts.startsWith(
                        "server = \"https://cr.example.com:5000\"\n[host.\"https://cr.example.com:5000\"]\n  ca = \""),
                hosts);
        assertTrue(hosts.endsWith("/etc/containerd/certs.d/cr.example.com:5000/ca.crt\"\n"), hosts);
        assertEquals(
                """
                configs:
                  "cr.example.com:5000":
                    tls:
                      ca_file: /etc/rancher/k3s/stowage-ca.crt
                  "[::1]:5000":
                    tls:
                      ca_file: /etc/rancher/k3s/stowage-ca.crt
                """,
                Files.readString(root.resolve("etc/rancher/k3s/registries.yaml"))
                        .replace(root.toString(), ""));
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Answer run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        int status = new CommandLine(new CertificateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(all.toArray(String[]::new));
        return new Answer(status, out.toString(), err.toString());
    }

    private record Answer(int status, String out, String err) {}
}
