package io.stowage.registry.auth.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
    private static final String TABLE = """
            # repositories   callers               may
            public/**        anonymous             pull, list
            public/**        users                 push
            team-a/**        group:team-a          pull, push, list
            team-b/app       user:bob, user:carol  pull, push, delete, list
            inbox            users                 push          # and nobody may look
            home/{user}/**   users                 all
            **               group:ops             all

            group:ops = alice, zoë
            group:ops = "CN=Build agent,O=Example"
            """;

    private static final Caller ALICE = user("alice"); // in ops by the table
    private static final Caller BOB = user("bob");
    private static final Caller ANN = user("ann", "team-a"); // by the word of somebody else
    private static final Caller OTTO = user("otto", "ops"); // likewise
    private static final Caller AGENT = user("CN=Build agent,O=Example");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # repository  | anonymous | bob                   | ann            | alice
            public/x      | pull list | pull push list        | pull push list | pull push delete list
            public        |           |                       |                | pull push delete list
            team-a/app    |           |                       | pull push list | pull push delete list
            team-a        |           |                       |                | pull push delete list
            team-b/app    |           | pull push delete list |                | pull push delete list
            team-b/other  |           |                       |                | pull push delete list
            inbox         |           | push                  | push           | pull push delete list
            home/bob/x    |           | pull push delete list |                | pull push delete list
            home/ann/x    |           |                       | pull push delete list | pull push delete list
            """)
    void rightsAddUpAndWhatNoRuleGivesIsRefused(
            String repository, @Nullable String anonymous, @Nullable String bob, @Nullable String ann, String alice) {
        for (AccessRules rules : List.of(AccessRules.parse(TABLE), asCode())) {
            assertEquals(words(anonymous), may(rules, Caller.ANONYMOUS, repository));
            assertEquals(words(bob), may(rules, BOB, repository));
            assertEquals(words(ann), may(rules, ANN, repository));
            assertEquals(words(alice), may(rules, ALICE, repository));
            assertEquals(words(alice), may(rules, OTTO, repository));
            assertEquals(words(alice), may(rules, AGENT, repository));
        }
    }

    private static AccessRules asCode() {
        return AccessRules.builder()
                .allow("public/**", Callers.anonymous(), Action.PULL, Action.LIST)
                .allow("public/**", Callers.users(), Action.PUSH)
                .allow("team-a/**", Callers.group("team-a"), Action.PULL, Action.PUSH, Action.LIST)
                .allow("team-b/app", Callers.user("bob"), Action.values())
                .allow("team-b/app", Callers.user("carol"), Action.values())
                .allow("inbox", Callers.users(), Action.PUSH, Action.PUSH)
                .allow("home/{user}/**", Callers.users(), Action.values())
                .allow("**", Callers.group("ops"), Action.values())
                .group("ops", "alice", "zoë")
                .group("ops", "CN=Build agent,O=Example")
                .build();
    }

    @Test
    void theTableComesOutAsItWentIn() {
        assertEquals("""
                # repositories  callers              may
                public/**       anonymous            pull,list
                public/**       users                push
                team-a/**       group:team-a         pull,push,list
                team-b/app      user:bob,user:carol  all
                inbox           users                push
                home/{user}/**  users                all
                **              group:ops            all
                group:ops = alice,zoë,"CN=Build agent,O=Example"
                """, AccessRules.parse(TABLE).toString());
        for (AccessRules rules : List.of(
                AccessRules.parse(TABLE),
                asCode(),
                AccessRules.builder().build(),
                AccessRules.builder()
                        .allow("a", Callers.user("with \"quotes\", \\ and # more"), Action.PULL)
                        .allow("a", Callers.group("group:of = groups"), Action.PULL)
                        .group("a b", "#x", "=", "x\\y")
                        .group("none")
                        .build())) {
            String table = rules.toString();

            assertEquals(table, AccessRules.parse(table).toString());
        }
    }

    @Test
    void emptyTablesAllowNothing() {
        for (String table : List.of("", "\n\n", "# nothing", "   # nothing\r\n\t\r\n", "group:ops = alice")) {
            assertEquals(Set.of(), may(AccessRules.parse(table), ALICE, "a"), table);
            assertFalse(AccessRules.parse(table).allows(ALICE, new Permission.Catalog()), table);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b users pull,push",
                "a , b\tusers\tpull ,push\r",
                "  a, b  users  pull,\tpush   # as they are",
                "\"a\",\"b\" \"users\" pull,push#x", // no comment within a word, and no action either
            })
    void listsMayHaveSpacesAroundTheirCommas(String line) {
        if (line.endsWith("#x")) {
            assertThrows(IllegalArgumentException.class, () -> AccessRules.parse(line));
            return;
        }
        for (String repository : List.of("a", "b")) {
            assertEquals(Set.of("pull", "push"), may(AccessRules.parse(line), BOB, repository));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            a                     | a rule has three columns, repositories, callers and what they may, with commas inside a column; this line has 1
            a users               | a rule has three columns, repositories, callers and what they may, with commas inside a column; this line has 2
            a users pull push     | a rule has three columns, repositories, callers and what they may, with commas inside a column; this line has 4
            A users pull          | the pattern 'A' is wrong: no repository name can match it
            a,b/ users pull       | the pattern 'b/' is wrong: no repository name can match it
            a bob pull            | 'bob' is none of anonymous, users, user:NAME and group:NAME
            a everybody pull      | 'everybody' is none of anonymous, users, user:NAME and group:NAME
            a Users pull          | 'Users' is none of anonymous, users, user:NAME and group:NAME
            a user: pull          | the name of a user or group is empty
            a group:"" pull       | the name of a user or group is empty
            a users puul          | 'puul' is none of pull, push, delete, list and all
            a users PULL          | 'PULL' is none of pull, push, delete, list and all
            a users *             | '*' is none of pull, push, delete, list and all
            a users pull,         | a comma has no word on one of its sides
            a users ,pull,,push   | a comma has no word on one of its sides
            , users pull          | a comma has no word on one of its sides
            a user:"b pull        | a double quote is not closed
            a user:b\u00a0pull    | it holds the character U+00A0
            a user:"b\u0007" pull | it holds the character U+0007
            {user} anonymous pull | {user} has no meaning for anonymous, who has no name; write users
            group:ops alice       | who is in a group is written as group:NAME = USER,USER
            group:ops=alice       | who is in a group is written as group:NAME = USER,USER
            group:ops =           | who is in a group is written as group:NAME = USER,USER
            group:ops = a b       | who is in a group is written as group:NAME = USER,USER
            group:a,group:b = a   | who is in a group is written as group:NAME = USER,USER
            group: = alice        | the name of a user or group is empty
            group:ops = user:bob  | the members of a group are names of users alone, not 'user:bob'
            group:ops = group:all | the members of a group are names of users alone, not 'group:all'
            """)
    void aBrokenLineIsNamedWithItsNumber(String line, String reason) {
        String table = "# first\n** users pull\n" + line.translateEscapes() + "\n** users push\n";

        assertEquals("line 3: " + reason, refusal(table));
    }

    @Test
    void severalBrokenLinesAreNamedUpToAFew() {
        assertEquals(
                "line 1: 'x' is none of pull, push, delete, list and all; "
                        + "line 3: 'y' is none of pull, push, delete, list and all",
                refusal("a users x\na users pull\na users y"));
        assertTrue(refusal("x\n".repeat(8)).endsWith("; and 3 more"), refusal("x\n".repeat(8)));
    }

    @Test
    void tooManyRulesAreRefused() {
        String most = "a users pull\n".repeat(AccessRules.MAX_RULES);

        AccessRules.parse(most);
        assertEquals("line 10001: there are more than 10000 rules", refusal(most + "a users pull"));
    }

    @Test
    void rulesInCodeAreCheckedToo() {
        AccessRules.Builder builder = AccessRules.builder();

        assertThrows(IllegalArgumentException.class, () -> builder.allow("A", Callers.users(), Action.PULL));
        assertThrows(IllegalArgumentException.class, () -> builder.allow("a", Callers.users()));
        assertThrows(IllegalArgumentException.class, () -> builder.allow("{user}", Callers.anonymous(), Action.PULL));
        assertThrows(IllegalArgumentException.class, () -> builder.group("ops", ""));
        assertThrows(IllegalArgumentException.class, () -> builder.group("ops\n", "a"));
        assertThrows(IllegalArgumentException.class, () -> builder.group("ops", "group:a"));
        assertThrows(IllegalArgumentException.class, () -> Callers.user("a\nb"));
    }

    @Test
    void theCatalogIsForEverybodyWhoMayListSomething() {
        Permission catalog = new Permission.Catalog();
        AccessRules listing = AccessRules.parse("a user:bob list\nb anonymous pull");

        assertTrue(listing.allows(BOB, catalog));
        assertFalse(listing.allows(ALICE, catalog));
        assertFalse(listing.allows(Caller.ANONYMOUS, catalog));
        assertTrue(AccessRules.parse(TABLE).allows(Caller.ANONYMOUS, catalog));
    }

    @Test
    void groupsAreThoseThatTheRulesAreAbout() {
        assertEquals(Set.of("ops", "team-a"), AccessRules.parse(TABLE).groups());
        assertEquals(
                Set.of(), AccessRules.parse("a users pull\ngroup:ops = alice").groups());
    }

    @Test
    void policiesAddUp() {
        AccessPolicy both = AccessPolicies.anyOf(AccessPolicies.readOnly(), AccessRules.parse("** group:ops push"));

        assertEquals(Set.of("ops"), both.groups());
        assertEquals(Set.of("pull", "list"), may(both, BOB, "a"));
        assertEquals(Set.of("pull", "push", "list"), may(both, OTTO, "a"));
        assertTrue(both.allows(Caller.ANONYMOUS, new Permission.Catalog()));
    }

    @Test
    void itExplainsByWhichRuleAndAsWhom() {
        AccessRules rules = AccessRules.parse(TABLE);

        assertEquals(
                List.of(
                        because(Action.PULL, 2, "public/**  anonymous  pull,list", Callers.anonymous()),
                        because(Action.PUSH, 3, "public/**  users  push", Callers.users()),
                        new Explanation(Action.DELETE, Optional.empty()),
                        because(Action.LIST, 2, "public/**  anonymous  pull,list", Callers.anonymous())),
                rules.explain(BOB, RepositoryName.parse("public/x")));
        assertEquals(
                because(Action.DELETE, 5, "team-b/app  user:bob,user:carol  all", Callers.user("bob")),
                rules.explain(BOB, RepositoryName.parse("team-b/app")).get(2));
        assertEquals(
                because(Action.PULL, 8, "**  group:ops  all", Callers.group("ops")),
                rules.explain(AGENT, RepositoryName.parse("team-b/app")).get(0));
        assertEquals(
                because(Action.PULL, 0, "team-b/app  user:bob  all", Callers.user("bob")),
                asCode().explain(BOB, RepositoryName.parse("team-b/app")).get(0));
    }

    @Test
    void itTellsTheRulesAboutACaller() {
        AccessRules rules = AccessRules.parse(TABLE);

        assertEquals(List.of(2), lines(rules.explain(Caller.ANONYMOUS)));
        assertEquals(List.of(2, 3, 5, 6, 7), lines(rules.explain(BOB)));
        assertEquals(List.of(2, 3, 4, 6, 7), lines(rules.explain(ANN)));
        assertEquals(List.of(2, 3, 6, 7, 8), lines(rules.explain(ALICE)));
    }

    private static List<Integer> lines(List<Explanation.Grant> grants) {
        return grants.stream().map(Explanation.Grant::line).toList();
    }

    @Test
    void aCatalogOfTenThousandNamesIsFilteredByAThousandRulesInNoTime() {
        String table = IntStream.range(0, 1_000)
                .mapToObj(i -> "team-*/" + i + "-*/** user:u" + i + ", group:g" + i + " pull, list\n")
                .collect(Collectors.joining());
        AccessRules rules = AccessRules.parse(table);
        Caller caller = user("u999", "g500");
        List<Permission> names = IntStream.range(0, 10_000)
                .<Permission>mapToObj(i ->
                        Permission.of(Action.LIST, RepositoryName.parse("team-" + i + "/" + i % 1_000 + "-app/image")))
                .toList();

        // Takes 0.4 s of a processor.
        long visible = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> names.stream().filter(name -> rules.allows(caller, name)).count());

        assertEquals(20, visible);
    }

    private static Explanation because(Action action, int line, String rule, Callers through) {
        return new Explanation(action, Optional.of(new Explanation.Grant(line, rule, through)));
    }

    private static String refusal(String table) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> AccessRules.parse(table))
                .getMessage());
    }

    private static Caller user(String name, String... groups) {
        return Caller.user(name, Set.of(groups));
    }

    private static Set<String> may(AccessPolicy policy, Caller caller, String repository) {
        return Arrays.stream(Action.values())
                .filter(action -> policy.allows(caller, Permission.of(action, RepositoryName.parse(repository))))
                .map(Action::toString)
                .collect(Collectors.toSet());
    }

    private static Set<String> words(@Nullable String text) {
        return text == null ? Set.of() : Set.of(text.split(" ", -1));
    }
}
