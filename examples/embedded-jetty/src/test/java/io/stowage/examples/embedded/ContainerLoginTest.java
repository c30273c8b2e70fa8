package io.stowage.examples.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.AuditEvent;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.storage.memory.InMemoryStorage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import land.oras.ContainerRef;
import land.oras.Layer;
import land.oras.exception.OrasException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jetty's users at the registry, with the ORAS SDK as their client. */
class ContainerLoginTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @SuppressWarnings("NullAway.Init")
    private String host;

    @BeforeEach
    void start() throws Exception {
        Path users = Files.writeString(
                temp.resolve("users.properties"), "ada: ada-secret,developer\nguest: guest-secret,visitor\n");
        Registry registry = Registry.builder(InMemoryStorage.create())
                .accessPolicy(ContainerLoginTest::mayByRole)
                .auditListener(audit::add)
                .build();
        server = ContainerLogin.serve(registry, users, 0);
        host = "127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aDeveloperPushesAndAnybodyPulls() {
        Layer layer = oras("ada", "ada-secret").pushBlob(ref("team/app"), CONTENT);

        assertArrayEquals(CONTENT, anybody().getBlob(ref("team/app").withDigest(layer.getDigest())));
        assertEquals(
                List.of("BLOB_PUSHED ada " + layer.getDigest()),
                audit.stream()
                        .map(event -> event.kind() + " " + event.caller() + " " + event.subject())
                        .toList());
    }

    @Test
    void aUserWithoutTheRoleIsDenied() {
        OrasException refused = assertThrows(
                OrasException.class, () -> oras("guest", "guest-secret").pushBlob(ref("team/app"), CONTENT));

        assertEquals(403, refused.getStatusCode());
        assertEquals(AuditEvent.Kind.DENIED, audit.get(0).kind());
        assertEquals("guest", audit.get(0).caller());
    }

    @Test
    void whoHasNotLoggedInIsAskedToByTheRegistry() throws Exception {
        for (String path : List.of("/v2/", "/v2/internal/plans/tags/list")) {
            HttpResponse<String> answer = get(path);

            assertEquals(401, answer.statusCode());
            assertEquals(List.of("Basic realm=\"Stowage\""), answer.headers().allValues("WWW-Authenticate"));
        }
    }

    @Test
    void aWrongPasswordIsNoLogin() {
        OrasException refused =
                assertThrows(OrasException.class, () -> oras("ada", "guessed").pushBlob(ref("team/app"), CONTENT));

        assertEquals(401, refused.getStatusCode());
    }

    /** Roles of the container are groups here. */
    private static boolean mayByRole(Caller caller, Permission permission) {
        if (permission instanceof Permission.OnRepository some) {
            boolean internal = some.repository().toString().startsWith("internal/");
            boolean reads = some.action() == Action.PULL || some.action() == Action.LIST;
            return caller.isIn("developer") || (reads && !internal);
        }
        return true;
    }

    private ContainerRef ref(String repository) {
        return ContainerRef.parse(host + "/" + repository);
    }

    private land.oras.Registry anybody() {
        return land.oras.Registry.builder().insecure().withRegistry(host).build();
    }

    private land.oras.Registry oras(String user, String password) {
        return land.oras.Registry.builder().insecure(host, user, password).build();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + host + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
