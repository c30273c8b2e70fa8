package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stowage serve --tls-client-ca}: who has a certificate is the user whom it names. */
class ServeClientCertificateTest {
    private static final char[] PASSWORD = "test".toCharArray();
    private static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("bob:bob".getBytes(UTF_8));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void theHolderOfACertificateIsTheUserOfItsCommonName() throws Exception {
        Path rules = Files.writeString(temp.resolve("rules"), "team/** user:alice push\nteam/** user:bob pull\n");
        Path users = Files.writeString(
                temp.resolve("users"),
                "bob:" + OpenBSDBCrypt.generate("2y", "bob".getBytes(UTF_8), new byte[16], 4) + "\n");

        try (LauncherProcess launcher = serve("--rules", rules.toString(), "--htpasswd", users.toString())) {
            launcher.awaitOut(line -> line.equals("The rules in " + rules + " say what users of " + users
                    + " and holders of client certificates may do"));
            HttpClient alice = client("alice");
            HttpClient nobody = client("");

            assertEquals(202, push(alice, launcher, ""));
            assertEquals(401, push(nobody, launcher, ""));
            // what is said in the request counts for more than the connection that it came on
            assertEquals(403, push(alice, launcher, LOGIN));
            assertEquals(403, push(nobody, launcher, LOGIN));
        }
    }

    @Test
    void withoutOtherFlagsOnlyTheHoldersAreLetIn() throws Exception {
        try (LauncherProcess launcher = serve()) {
            launcher.awaitOut(
                    line -> line.equals("Only holders of client certificates are let in, and may do everything"));

            assertEquals(202, push(client("alice"), launcher, ""));
            assertEquals(401, push(client(""), launcher, ""));
            assertEquals(401, push(client(""), launcher, LOGIN));
        }
    }

    private LauncherProcess serve(String... more) throws Exception {
        openssl("req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout alice.key -out alice.crt"
                + " -subj /CN=alice");
        openssl("pkcs12 -export -in alice.crt -inkey alice.key -out alice.p12 -passout pass:" + new String(PASSWORD));
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
                temp.resolve("data").toString(),
                "--tls-self-signed",
                "localhost",
                "--tls-client-ca",
                temp.resolve("alice.crt").toString()));
        arguments.addAll(List.of(more));
        return LauncherProcess.start(arguments.toArray(String[]::new));
    }

    private static int push(HttpClient client, LauncherProcess launcher, String authorization) throws Exception {
        URI address = URI.create("https://localhost:" + launcher.awaitPort() + "/v2/team/app/blobs/uploads/");
        HttpRequest.Builder request = HttpRequest.newBuilder(address).POST(BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** A client that trusts the server and shows a certificate, if it has one. */
    private HttpClient client(String name) throws Exception {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (InputStream in = Files.newInputStream(temp.resolve("data/stowage/tls/ca.crt"))) {
            authorities.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (!name.isEmpty()) {
            try (InputStream in = Files.newInputStream(temp.resolve(name + ".p12"))) {
                own.load(in, PASSWORD);
            }
        }
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" ", -1))
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor() == 0, said);
    }
}
