package io.stowage.examples.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.auth.AuditEvent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** The users of the application, as Spring Security knows them, in the registry. One application serves all tests. */
class ApplicationTest {
    private static final Map<String, String> MANIFEST =
            Map.of("Content-Type", "application/vnd.oci.image.manifest.v1+json");
    private static final List<AuditEvent> AUDIT = new CopyOnWriteArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path temp;

    @SuppressWarnings("NullAway.Init")
    private static ServletWebServerApplicationContext application;

    private final int port = application.getWebServer().getPort();
    private final Visitor anonymous = new Visitor(port, "", "");
    private final Visitor guest = new Visitor(port, "guest", "guest-secret");
    private final Visitor ada = new Visitor(port, "ada", "ada-secret");
    private final Visitor olga = new Visitor(port, "olga", "olga-secret");

    @BeforeAll
    static void start() {
        ApplicationListener<PayloadApplicationEvent<AuditEvent>> audit = event -> AUDIT.add(event.getPayload());
        application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
                .listeners(audit)
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--registry.data=" + temp.resolve("data"),
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void forget() {
        AUDIT.clear();
    }

    @Test
    void thePagesOfTheApplicationAreGuardedAsBefore() throws Exception {
        assertEquals(401, anonymous.get("/hello").statusCode());
        assertEquals("hello ada", ada.get("/hello").body());
        assertEquals(403, ada.send("POST", "/hello", "", Map.of()).statusCode(), "no CSRF token");
    }

    @Test
    void aLoginIsTriedOnTheVersionEndpoint() throws Exception {
        asksForALogin(anonymous.get("/v2/"));
        assertEquals(200, guest.get("/v2/").statusCode());
        asksForALogin(new Visitor(port, "ada", "guessed").get("/v2/"));
        asksForALogin(new Visitor(port, "nobody", "guessed").get("/v2/"));
    }

    @Test
    void jibPushesAsADeveloperAndPullsAsAnybody() throws Exception {
        Path file = Files.writeString(temp.resolve("hello.txt"), "hello\n");

        JibContainer pushed = Jib.fromScratch()
                .addLayer(List.of(file), AbsoluteUnixPath.get("/app"))
                .containerize(settings(
                        Containerizer.to(RegistryImage.named(image()).addCredential(ada.user(), ada.password()))));
        JibContainer pulled = Jib.from(RegistryImage.named(image() + "@" + pushed.getDigest()))
                .containerize(settings(
                        Containerizer.to(TarImage.at(temp.resolve("a.tar")).named("a"))));

        assertEquals(pushed.getDigest(), pulled.getDigest());
        assertEquals(
                List.of("BLOB_PUSHED ada", "MANIFEST_PUSHED ada"),
                audited().distinct().sorted().toList());
    }

    @Test
    void anonymousPushesAreAskedToLogIn() throws Exception {
        asksForALogin(anonymous.send("POST", "/v2/team/app/blobs/uploads/", "", Map.of()));
        asksForALogin(anonymous.send("PUT", "/v2/team/app/manifests/1.0", "{}", MANIFEST));
        asksForALogin(anonymous.send("DELETE", "/v2/team/app/manifests/1.0", "", Map.of()));
    }

    @Test
    void aUserWithoutTheRoleIsDenied() throws Exception {
        HttpResponse<String> refused = guest.send("POST", "/v2/team/app/blobs/uploads/", "", Map.of());

        denies(refused);
        assertEquals(List.of("DENIED guest"), audited().toList());
        assertEquals("repository:team/app:push", AUDIT.get(0).subject());
        assertEquals("127.0.0.1", AUDIT.get(0).address());
    }

    @Test
    void onlyOperatorsDelete() throws Exception {
        pushImage(ada, "team/old");

        denies(ada.send("DELETE", "/v2/team/old/manifests/1.0", "", Map.of()));
        assertEquals(
                202,
                olga.send("DELETE", "/v2/team/old/manifests/1.0", "", Map.of()).statusCode());
        assertEquals(
                List.of("DENIED ada", "TAG_DELETED olga"),
                audited().filter(event -> !event.contains("PUSHED")).toList());
    }

    @Test
    void theCatalogShowsWhatTheRoleMaySee() throws Exception {
        pushImage(ada, "internal/plans");
        pushImage(ada, "team/news");

        assertTrue(ada.get("/v2/_catalog").body().contains("\"internal/plans\""));
        for (Visitor other : List.of(guest, anonymous)) {
            String catalog = other.get("/v2/_catalog").body();
            assertTrue(catalog.contains("\"team/news\"") && !catalog.contains("internal"), catalog);
        }
        assertEquals(200, ada.get("/v2/internal/plans/manifests/1.0").statusCode());
        denies(guest.get("/v2/internal/plans/manifests/1.0"));
        asksForALogin(anonymous.get("/v2/internal/plans/manifests/1.0"));
    }

    @Test
    void aWrongPasswordIsNobodys() throws Exception {
        pushImage(ada, "team/open");
        Visitor wrong = new Visitor(port, "ada", "guessed");

        assertEquals(200, wrong.get("/v2/team/open/tags/list").statusCode());
        asksForALogin(wrong.get("/v2/internal/plans/tags/list"));
        asksForALogin(wrong.send("POST", "/v2/team/open/blobs/uploads/", "", Map.of()));
    }

    @Test
    void nobodyMayComeWithAnEmptyPassword() throws Exception {
        // what skopeo and podman send after the challenge, when they have no login
        Map<String, String> empty = Map.of("Authorization", "Basic Og==");
        pushImage(ada, "team/open");

        assertEquals(
                200, anonymous.send("GET", "/v2/team/open/tags/list", "", empty).statusCode());
        asksForALogin(anonymous.send("GET", "/v2/internal/plans/tags/list", "", empty));
    }

    @Test
    void aBodyThatLooksLikeAFormArrivesWhole() throws Exception {
        Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
        String upload = ada.send("POST", "/v2/team/form/blobs/uploads/", "", Map.of())
                .headers()
                .firstValue("Location")
                .orElseThrow();

        String next = ada.send("PATCH", upload, "a=1&", form)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        HttpResponse<String> stored = ada.send("PUT", next + "?digest=" + digest("a=1&b=2"), "b=2", form);

        assertEquals(201, stored.statusCode(), stored.body());
        assertEquals(
                "a=1&b=2",
                anonymous.get("/v2/team/form/blobs/" + digest("a=1&b=2")).body());
    }

    private static void asksForALogin(HttpResponse<String> answer) {
        assertEquals(401, answer.statusCode());
        assertEquals(List.of("Basic realm=\"Stowage\""), answer.headers().allValues("WWW-Authenticate"));
        assertTrue(answer.body().startsWith("{\"errors\":[{\"code\":\"UNAUTHORIZED\""), answer.body());
    }

    private static void denies(HttpResponse<String> answer) {
        assertEquals(403, answer.statusCode());
        assertEquals(List.of(), answer.headers().allValues("WWW-Authenticate"));
        assertTrue(answer.body().startsWith("{\"errors\":[{\"code\":\"DENIED\""), answer.body());
    }

    private static Stream<String> audited() {
        return AUDIT.stream().map(event -> event.kind() + " " + event.caller());
    }

    private static void pushImage(Visitor visitor, String repository) throws Exception {
        String start = "/v2/" + repository + "/blobs/uploads/?digest=" + digest("{}");
        assertEquals(201, visitor.send("POST", start, "{}", Map.of()).statusCode());
        String manifest = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\","
                + "\"digest\":\"" + digest("{}") + "\",\"size\":2},\"layers\":[]}";
        assertEquals(
                201,
                visitor.send("PUT", "/v2/" + repository + "/manifests/1.0", manifest, MANIFEST)
                        .statusCode());
    }

    private static Digest digest(String content) {
        return Digest.of(DigestAlgorithm.SHA256, content.getBytes(StandardCharsets.UTF_8));
    }

    private String image() {
        return "127.0.0.1:" + port + "/team/jib";
    }

    private static Containerizer settings(Containerizer containerizer) throws Exception {
        Path caches = Files.createTempDirectory(temp, "caches");
        return containerizer
                .setAllowInsecureRegistries(true)
                .setBaseImageLayersCache(caches)
                .setApplicationLayersCache(caches);
    }
}
