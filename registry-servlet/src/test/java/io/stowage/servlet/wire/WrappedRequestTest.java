package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.servlet.RegistryServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A filter before the servlet says what the request is about, as those of frameworks for logins and proxies do. */
class WrappedRequestTest {

    @Test
    void theUserOfAFilterIsTheCaller() throws Exception {
        Registry registry = Registry.builder(InMemoryStorage.create())
                .accessPolicy((caller, permission) -> caller.name().equals("ada") && caller.isIn("developer"))
                .build();

        try (Container container = start(registry, request -> new LoggedIn(request, "ada"))) {
            ask(container, "GET /v2/ HTTP/1.1\nHost: registry").is(200);
            ask(container, "GET /v2/_catalog HTTP/1.1\nHost: registry\nAuthorization: Basic b3RoZXI6eA==")
                    .is(200);
        }
    }

    @Test
    void aUserWithoutANameIsNone() throws Exception {
        Registry registry = Registry.builder(InMemoryStorage.create())
                .accessPolicy((caller, permission) -> !caller.isAnonymous())
                .build();

        try (Container container = start(registry, request -> new LoggedIn(request, ""))) {
            ask(container, "GET /v2/ HTTP/1.1\nHost: registry").isError(401, ErrorCode.UNAUTHORIZED);
        }
        try (Container container = start(registry, request -> new LoggedIn(request, null))) {
            ask(container, "GET /v2/ HTTP/1.1\nHost: registry").isError(401, ErrorCode.UNAUTHORIZED);
        }
    }

    @Test
    void aHostThatAFilterTookFromSomebodyIsNotEchoedIfItIsNone() throws Exception {
        Registry registry = Registry.builder(InMemoryStorage.create())
                .authenticators(new Tokens())
                .build();

        try (Container container = start(registry, Elsewhere::new)) {
            ask(container, "GET /v2/ HTTP/1.1\nHost: registry").isError(400, ErrorCode.UNSUPPORTED);
        }
    }

    private static Container start(Registry registry, UnaryOperator<HttpServletRequest> filter) throws Exception {
        return JettyContainer.start(new Filtered(new RegistryServlet(registry), filter), "", "/v2/*");
    }

    private static Answer ask(Container container, String head) throws Exception {
        String request = head + "\nConnection: close\n\n";
        return Answer.parse(container.talk(request.replace("\n", "\r\n").getBytes(ISO_8859_1)));
    }

    private static final class Filtered extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient RegistryServlet target;
        private final transient UnaryOperator<HttpServletRequest> filter;

        Filtered(RegistryServlet target, UnaryOperator<HttpServletRequest> filter) {
            this.target = target;
            this.filter = filter;
        }

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            target.service(filter.apply((HttpServletRequest) request), response);
        }
    }

    private static final class LoggedIn extends HttpServletRequestWrapper {
        private final @Nullable String user;

        LoggedIn(HttpServletRequest request, @Nullable String user) {
            super(request);
            this.user = user;
        }

        @Override
        @SuppressWarnings("NullAway") // a principal should have a name, and some have none
        public Principal getUserPrincipal() {
            return () -> user;
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals("developer");
        }
    }

    private static final class Elsewhere extends HttpServletRequestWrapper {
        Elsewhere(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getServerName() {
            return "a\",service=\"b";
        }
    }

    private static final class Tokens implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) {
            return new Authentication.NotMine();
        }

        @Override
        public Optional<Challenge> challenge() {
            return Optional.of(Challenge.bearer("/token", "Registry"));
        }
    }
}
