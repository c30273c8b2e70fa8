package io.stowage.servlet.wire;

import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The users of the container, for Undertow. */
final class UndertowUsers implements IdentityManager {

    @Override
    public Account verify(Account account) {
        return account;
    }

    @Override
    public @Nullable Account verify(String name, Credential credential) {
        for (HostUser user : HostUser.ALL) {
            if (user.name().equals(name)
                    && credential instanceof PasswordCredential password
                    && user.password().equals(String.valueOf(password.getPassword()))) {
                return new Known(user);
            }
        }
        return null;
    }

    @Override
    public @Nullable Account verify(Credential credential) {
        return null;
    }

    private record Known(HostUser user) implements Account {
        @Override
        public Principal getPrincipal() {
            return user::name;
        }

        @Override
        public Set<String> getRoles() {
            return Set.of(user.role());
        }
    }
}
