package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.RepositoryName;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPoliciesTest {
    private static final Map<String, Supplier<AccessPolicy>> POLICIES = Map.of(
            "allowAll", AccessPolicies::allowAll,
            "authenticated", AccessPolicies::authenticated,
            "anonymousPull", AccessPolicies::anonymousPull,
            "readOnly", AccessPolicies::readOnly);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allowAll      | anonymous | catalog delete list pull push",
                "allowAll      | alice     | catalog delete list pull push",
                "authenticated | anonymous | ''",
                "authenticated | alice     | catalog delete list pull push",
                "anonymousPull | anonymous | catalog list pull",
                "anonymousPull | alice     | catalog delete list pull push",
                "readOnly      | anonymous | catalog list pull",
                "readOnly      | alice     | catalog list pull",
            })
    void whoMayDoWhat(String policy, String who, String actions) {
        Caller caller = who.equals("anonymous") ? Caller.ANONYMOUS : Caller.user(who, Set.of());
        AccessPolicy asked = Objects.requireNonNull(POLICIES.get(policy)).get();

        Set<String> allowed = new TreeSet<>();
        for (Action action : Action.values()) {
            if (asked.allows(caller, Permission.of(action, RepositoryName.parse("team/app")))) {
                allowed.add(action.name().toLowerCase(Locale.ROOT));
            }
        }
        if (asked.allows(caller, new Permission.Catalog())) {
            allowed.add("catalog");
        }
        assertEquals(actions, String.join(" ", allowed));
    }
}
