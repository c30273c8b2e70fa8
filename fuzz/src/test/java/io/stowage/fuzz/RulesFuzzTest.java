package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.rules.AccessRules;
import io.stowage.registry.auth.rules.Explanation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;

/**
 * {@link AccessRules}: prints what it reads, and each row gives its rights whatever stands in the others. The input is a
 * repository, a user and the user's group, with blanks between, then the table.
 */
@Timeout(60)
class RulesFuzzTest {
    private static final int MOST_LINES = 20;

    @FuzzTest
    void givesTheRightsOfItsRowsAndNoMore(byte[] data) {
        String text = Input.text(data);
        String[] who = Input.head(text).split(" ", 3);
        Optional<RepositoryName> name = RepositoryName.tryParse(who[0]);
        String table = Input.tail(text);
        Optional<AccessRules> parsed = parse(table);
        if (parsed.isEmpty() || name.isEmpty()) {
            return;
        }
        AccessRules rules = parsed.get();
        AccessRules again = AccessRules.parse(rules.toString());
        assertEquals(rules.toString(), again.toString());
        assertEquals(rules.groups(), again.groups());
        Caller user = who.length == 3 && !who[1].isEmpty() ? Caller.user(who[1], Set.of(who[2])) : Caller.ANONYMOUS;
        Set<Action> nobodys = check(table, rules, again, Caller.ANONYMOUS, name.get());
        assertTrue(check(table, rules, again, user, name.get()).containsAll(nobodys), "a login took a right away");
    }

    private static Set<Action> check(
            String table, AccessRules rules, AccessRules again, Caller caller, RepositoryName repository) {
        Set<Action> allowed = allowed(rules, caller, repository);
        assertEquals(allowed, allowed(again, caller, repository));
        assertEquals(
                allowed,
                rules.explain(caller, repository).stream()
                        .filter(explanation -> explanation.grant().isPresent())
                        .map(Explanation::action)
                        .collect(Collectors.toSet()));
        List<String> lines = table.lines().toList();
        if (table.indexOf('\r') < 0 && lines.size() <= MOST_LINES) {
            String groups = lines.stream().filter(RulesFuzzTest::isGroup).collect(Collectors.joining("\n", "", "\n"));
            Set<Action> byRow = EnumSet.noneOf(Action.class);
            for (String line : lines) {
                byRow.addAll(allowed(AccessRules.parse(isGroup(line) ? groups : groups + line), caller, repository));
            }
            assertEquals(byRow, allowed);
        }
        return allowed;
    }

    private static boolean isGroup(String line) {
        return line.replace("\"", "").strip().startsWith("group:");
    }

    private static Set<Action> allowed(AccessRules rules, Caller caller, RepositoryName repository) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (rules.allows(caller, Permission.of(action, repository))) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    private static Optional<AccessRules> parse(String table) {
        try {
            return Optional.of(AccessRules.parse(table));
        } catch (IllegalArgumentException e) {
            Values.assertIsFitForTheUser(e.getMessage());
            return Optional.empty();
        }
    }
}
