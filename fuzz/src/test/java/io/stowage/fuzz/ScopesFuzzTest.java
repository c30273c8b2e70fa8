package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.Scopes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link Scopes}: exactly the permissions that are written there, and the same again from what it writes itself. */
class ScopesFuzzTest {
    private static final Pattern ENTRY =
            Pattern.compile("(?s)(repository(?:\\([^:]*\\))?|registry):([^:]*):([^:]*)", Pattern.DOTALL);
    private static final List<Action> GRANTED = List.of(Action.PULL, Action.PUSH, Action.DELETE);

    @FuzzTest
    void givesWhatIsWrittenAndNoMore(byte[] data) {
        String text = Input.text(data);

        Set<Permission> permissions = Scopes.parse(text);

        assertEquals(expected(text), permissions);
        String canonical = Scopes.format(permissions);
        assertEquals(permissions, Scopes.parse(canonical));
        assertEquals(canonical, Scopes.format(Scopes.parse(canonical)));
        for (Permission permission : permissions) {
            assertEquals(Set.of(permission), Scopes.parse(permission.toString()));
        }
        if (!permissions.isEmpty()) {
            Challenge challenge = Challenge.bearer("/token", "stowage").with("scope", canonical);
            assertTrue(challenge.toString().endsWith(",scope=\"" + canonical + '"'));
        }
    }

    /** The permissions, found entry by entry and action by action. */
    private static Set<Permission> expected(String text) {
        Set<Permission> permissions = new HashSet<>();
        for (String entry : text.split(" ", -1)) {
            Matcher parts = ENTRY.matcher(entry);
            if (!parts.matches()) {
                continue;
            }
            for (String action : parts.group(3).split(",", -1)) {
                if (!parts.group(1).equals("registry")) {
                    RepositoryName.tryParse(parts.group(2))
                            .ifPresent(name -> GRANTED.stream()
                                    .filter(granted -> action.equals("*") || action.equals(granted.toString()))
                                    .forEach(granted -> permissions.add(Permission.of(granted, name))));
                } else if (parts.group(2).equals("catalog") && action.equals("*")) {
                    permissions.add(new Permission.Catalog());
                }
            }
        }
        return permissions;
    }
}
