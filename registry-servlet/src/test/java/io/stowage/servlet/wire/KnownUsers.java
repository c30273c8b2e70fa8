package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Users whose passwords are their names, without the time that bcrypt takes. */
record KnownUsers(Map<String, Set<String>> groups) implements Authenticator {

    @Override
    public Authentication authenticate(LoginAttempt attempt) {
        if (!(attempt.credentials() instanceof Credentials.Basic basic)) {
            return new Authentication.NotMine();
        }
        Set<String> in = groups.get(basic.user());
        return in != null && basic.password().equals(basic.user())
                ? new Authentication.Accepted(Caller.user(basic.user(), in))
                : new Authentication.Rejected(basic.user(), "wrong user name or password");
    }

    @Override
    public Optional<Challenge> challenge() {
        return Optional.of(Challenge.basic("Stowage"));
    }

    /** The line of the head with which somebody logs in. */
    static String login(String user) {
        return login(user, user);
    }

    /** The line of the head with which somebody tries to. */
    static String login(String user, String password) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
