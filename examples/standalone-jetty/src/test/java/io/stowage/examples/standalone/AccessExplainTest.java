package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stowage access explain}. */
class AccessExplainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Path rules = Path.of("");

    @BeforeEach
    void writeRules() throws IOException {
        rules = Files.writeString(temp.resolve("rules"), """
                # repositories   callers               may
                public/**        anonymous             pull, list
                team-a/**        group:team-a          pull, push, list
                home/{user}/**   users                 all
                **               group:ops             all

                group:ops = alice
                """);
    }

    @Test
    void saysWhatACallerMayDoWithARepositoryAndWhy() {
        assertEquals("""
                What user bob in team-a may do with team-a/app:
                  pull    yes  line 3: team-a/**  group:team-a  pull,push,list (as group:team-a)
                  push    yes  line 3: team-a/**  group:team-a  pull,push,list (as group:team-a)
                  delete  no   no rule allows it
                  list    yes  line 3: team-a/**  group:team-a  pull,push,list (as group:team-a)
                """, explain("--user", "bob", "--group", "team-a", "--repository", "team-a/app"));
        assertEquals("""
                What user alice may do with public/x:
                  pull    yes  line 2: public/**  anonymous  pull,list (as anonymous)
                  push    yes  line 5: **  group:ops  all (as group:ops)
                  delete  yes  line 5: **  group:ops  all (as group:ops)
                  list    yes  line 2: public/**  anonymous  pull,list (as anonymous)
                """, explain("--user", "alice", "--repository", "public/x"));
        assertEquals("""
                What somebody without a login may do with team-a/app:
                  pull    yes  --anonymous-pull: **  anonymous  pull,list (as anonymous)
                  push    no   no rule allows it
                  delete  no   no rule allows it
                  list    yes  --anonymous-pull: **  anonymous  pull,list (as anonymous)
                """, explain("--anonymous-pull", "--repository", "team-a/app"));
    }

    @Test
    void withoutARepositoryItTellsTheRulesAboutTheCaller() {
        assertEquals("""
                The rules about user bob:
                  line 2: public/**  anonymous  pull,list (as anonymous)
                  line 4: home/{user}/**  users  all (as users)
                """, explain("--user", "bob"));
        assertEquals("""
                The rules about somebody without a login:
                  --anonymous-pull: **  anonymous  pull,list (as anonymous)
                  line 2: public/**  anonymous  pull,list (as anonymous)
                """, explain("--anonymous-pull"));
    }

    @Test
    void aCallerWithoutRulesMayDoNothing() throws IOException {
        Files.writeString(rules, "a user:carol all");

        assertEquals("No rule is about user bob, who may do nothing.\n", explain("--user", "bob"));
    }

    @Test
    void aUserCalledAnonymousIsNotTakenForNobody() throws IOException {
        assertEquals("""
                The rules about user anonymous:
                  line 2: public/**  anonymous  pull,list (as anonymous)
                  line 4: home/{user}/**  users  all (as users)
                """, explain("--user", "anonymous"));
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(
                "\"anonymous\"",
                mapper.readTree(explain("--user", "anonymous", "--json"))
                        .path("caller")
                        .toString());
        assertEquals("null", mapper.readTree(explain("--json")).path("caller").toString());
    }

    @Test
    void programsGetJson() throws IOException {
        JsonNode at = new ObjectMapper()
                .readTree(
                        explain("--user", "bob", "--group", "b", "--group", "a", "--repository", "public/x", "--json"));

        assertEquals("bob", at.path("caller").textValue());
        assertEquals("[\"a\",\"b\"]", at.path("groups").toString());
        assertEquals("public/x", at.path("repository").textValue());
        assertEquals(
                "{\"action\":\"pull\",\"allowed\":true,\"line\":2,\"rule\":\"public/**  anonymous  pull,list\","
                        + "\"as\":\"anonymous\"}",
                at.path("actions").get(0).toString());
        assertEquals(
                "{\"action\":\"push\",\"allowed\":false}",
                at.path("actions").get(1).toString());

        JsonNode all = new ObjectMapper().readTree(explain("--anonymous-pull", "--json"));

        assertEquals(
                "{\"flag\":\"--anonymous-pull\",\"rule\":\"**  anonymous  pull,list\",\"as\":\"anonymous\"}",
                all.path("rules").get(0).toString());
        assertEquals(2, all.path("rules").size());
    }

    @Test
    void aBrokenOrMissingFileIsSaidInOneLine() throws IOException {
        Files.writeString(rules, "a users pull\nb users puul\nc bob pull\n");
        assertEquals(
                "stowage: cannot use the rules in " + rules
                        + ": line 2: 'puul' is none of pull, push, delete, list and all; "
                        + "line 3: 'bob' is none of anonymous, users, user:NAME and group:NAME\n",
                Answer.of("access", "explain", "--rules", rules.toString()).err());

        Files.delete(rules);
        Answer missing = Answer.of("access", "explain", "--rules", rules.toString());
        assertEquals(1, missing.status());
        assertEquals("stowage: cannot use the rules in " + rules + ": " + rules + " does not exist\n", missing.err());
    }

    @Test
    void helpNamesEveryFlag() {
        Answer answer = Answer.of("access", "explain", "--help");

        assertEquals(0, answer.status());
        for (String flag : List.of("--rules", "--anonymous-pull", "--user", "--group", "--repository", "--json")) {
            assertTrue(answer.out().contains(flag), () -> flag + " is not in\n" + answer.out());
        }
    }

    private String explain(String... arguments) {
        Answer answer = Answer.of(
                Stream.concat(Stream.of("access", "explain", "--rules", rules.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
        assertEquals("", answer.err());
        assertEquals(0, answer.status());
        return answer.out();
    }
}
