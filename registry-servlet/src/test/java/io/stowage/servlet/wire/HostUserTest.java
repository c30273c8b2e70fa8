package io.stowage.servlet.wire;

import static io.stowage.servlet.wire.HostUser.ADA;
import static io.stowage.servlet.wire.HostUser.GUEST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.Digest;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.AuditEvent;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The container logs in; the registry takes its user for the caller and its roles for groups. */
class HostUserTest extends WireTest {
    private final List<String> audit = new CopyOnWriteArrayList<>();

    @Override
    protected Container.Starter starter() {
        return JettyContainer::startWithUsers;
    }

    @BeforeEach
    void goByRoles() {
        audit.clear();
        serve(builder -> builder.accessPolicy(HostUserTest::mayByRole).auditListener(this::remember));
    }

    @Test
    void theRolesOfTheContainerDecide() {
        send("POST /v2/a/blobs/uploads/\n" + ADA.authorization()).is(202);
        send("POST /v2/a/blobs/uploads/\n" + GUEST.authorization())
                .isError(403, ErrorCode.DENIED)
                .without("WWW-Authenticate");
        assertEquals(List.of("DENIED guest repository:a:push"), audit);
    }

    @Test
    void whoHasNotLoggedInIsStillSomebody() {
        pushAsAda("a", "abc");

        send("GET /v2/a/blobs/" + sha256("abc")).is(200).withBody("abc");
        send("POST /v2/a/blobs/uploads/")
                .isError(401, ErrorCode.UNAUTHORIZED)
                .with("WWW-Authenticate: Basic realm=\"Stowage\"");
        send("GET /v2/secret/tags/list").isError(401, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void loginsAreTriedOnTheVersionEndpoint() {
        send("GET /v2/").isError(401, ErrorCode.UNAUTHORIZED).with("WWW-Authenticate: Basic realm=\"Stowage\"");
        send("GET /v2/\n" + GUEST.authorization()).is(200);
    }

    @Test
    void aWrongPasswordIsNobodys() {
        // Tomcat and Undertow say so themselves, Jetty leaves it to the registry.
        String wrong = new HostUser("ada", "guessed", "developer").authorization();

        for (String request : List.of("GET /v2/", "POST /v2/a/blobs/uploads/", "GET /v2/secret/tags/list")) {
            Answer answer = send(request + "\n" + wrong);
            assertEquals(401, answer.status(), answer::toString);
            assertEquals("Basic", answer.header("WWW-Authenticate").split(" ", 2)[0]);
        }
    }

    @Test
    void aPasswordThatIsNotNeededAndWrongIsAMatterOfTheContainer() {
        pushAsAda("a", "abc");

        for (HostUser stranger : List.of(new HostUser("ada", "guessed", ""), new HostUser("", "", ""))) {
            Answer answer = send("GET /v2/a/blobs/" + sha256("abc") + "\n" + stranger.authorization());
            assertEquals(statusWhereNoLoginIsNeeded(), answer.status(), answer::toString);
        }
    }

    /** Jetty lets whoever it does not know pass. */
    protected int statusWhereNoLoginIsNeeded() {
        return 200;
    }

    @Test
    void theAuditNamesTheUserOfTheContainer() {
        Digest digest = pushAsAda("a", "abc");

        assertEquals(List.of("BLOB_PUSHED ada " + digest), audit);
    }

    @Test
    void theCatalogShowsWhatTheRoleMaySee() {
        storeTag("open");
        storeTag("secret");

        send("GET /v2/_catalog\n" + ADA.authorization()).is(200).withBody("{\"repositories\":[\"open\",\"secret\"]}");
        send("GET /v2/_catalog\n" + GUEST.authorization()).is(200).withBody("{\"repositories\":[\"open\"]}");
        send("GET /v2/_catalog").is(200).withBody("{\"repositories\":[\"open\"]}");
    }

    @Test
    void authenticatorsAreNotAskedAboutWhatTheContainerHasChecked() {
        serve(builder -> builder.authenticators(new RefusesAll())
                .accessPolicy(HostUserTest::mayByRole)
                .auditListener(this::remember));

        send("POST /v2/a/blobs/uploads/\n" + ADA.authorization()).is(202);
        assertEquals(List.of(), audit);
    }

    /** Developers may do everything; others read, but for what is secret. */
    private static boolean mayByRole(Caller caller, Permission permission) {
        return caller.isIn("developer")
                || !(permission instanceof Permission.OnRepository some)
                || (Set.of(Action.PULL, Action.LIST).contains(some.action())
                        && !some.repository().toString().equals("secret"));
    }

    private void remember(AuditEvent event) {
        audit.add(event.kind() + " " + event.caller() + " " + event.subject());
    }

    private Digest pushAsAda(String repository, String content) {
        Digest digest = sha256(content);
        send("POST /v2/" + repository + "/blobs/uploads/?digest=" + digest + "\n" + ADA.authorization(), content)
                .is(201);
        return digest;
    }

    private void storeTag(String repository) {
        pushAsAda(repository, "{}");
        send(
                        "PUT /v2/" + repository
                                + "/manifests/1.0\nContent-Type: application/vnd.oci.image.manifest.v1+json\n"
                                + ADA.authorization(),
                        manifest())
                .is(201);
    }

    private static final class RefusesAll implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) {
            return attempt.credentials() instanceof Credentials.Basic basic
                    ? new Authentication.Rejected(basic.user(), "wrong password")
                    : new Authentication.NotMine();
        }

        @Override
        public Optional<Challenge> challenge() {
            return Optional.of(Challenge.basic("Stowage"));
        }
    }
}
