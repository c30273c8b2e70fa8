package io.stowage.registry.auth.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.rules.RepositoryPattern.Target;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # pattern      | matches                        | does not match
            app            | app                            | ap apps app/app x/app
            team/app       | team/app                       | team app team/apps team/app/x x/team/app
            *              | app a                          | team/app
            team/*         | team/app team/a.b              | team team/a/b teams/app
            team-*         | team-a team-a-b                | team team/a team-a/b
            *-app          | my-app a.b-app                 | app my-apps x/my-app
            a*c*e          | ace abcde accee                | ae abde acec aec a/c/e
            */app          | team/app                       | app a/b/app
            */*            | a/b                            | a a/b/c
            **             | a a/b a/b/c                    |
            team/**        | team/app team/a/b              | team teams/a x/team/a
            **/app         | team/app a/b/app               | app team/apps team/app/x
            a/**/z         | a/b/z a/b/c/z a/z/z            | a/z a/b b/a/z a/b/z/c
            **/b/**        | a/b/c a/a/b/c/d b/b/b          | b/c a/b a/c/d
            **/*           | a/b a/b/c                      | a
            **/**          | a/b a/b/c                      | a
            **/a/**/a      | x/a/x/a a/a/a/a                | a/a x/a/a a/x/a a/a/a
            home/{user}    | home/bob                       | home home/bobby home/alice home/bob/a
            home/{user}/** | home/bob/a home/bob/a/b        | home/bob home/alice/a
            {user}/*       | bob/app                        | alice/app bob
            """)
    void wildcardsStayWithinTheirComponents(String pattern, String matching, @Nullable String others) {
        for (String name : matching.split(" ", -1)) {
            assertTrue(matches(pattern, name, "bob"), name);
        }
        if (others != null) {
            for (String name : others.split(" ", -1)) {
                assertFalse(matches(pattern, name, "bob"), name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "**", "*", "..", "../a", "a/", "/", "Bob", "b ob", "{user}", "a*", "_"})
    void aUserNameThatIsNoComponentMatchesNothing(String user) {
        for (String name : new String[] {"home/a", "home/a/b", "home/b", "home/bob", "home/user", "home/ab"}) {
            assertFalse(matches("home/{user}", name, user), name);
            assertFalse(matches("home/{user}/**", name, user), name);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""           | the pattern '' is wrong: no repository name can match it
            Team/**      | the pattern 'Team/**' is wrong: no repository name can match it
            /a           | the pattern '/a' is wrong: no repository name can match it
            a/           | the pattern 'a/' is wrong: no repository name can match it
            a//b         | the pattern 'a//b' is wrong: no repository name can match it
            -*           | the pattern '-*' is wrong: no repository name can match it
            a.-*         | the pattern 'a.-*' is wrong: no repository name can match it
            ../a         | the pattern '../a' is wrong: no repository name can match it
            a?           | the pattern 'a?' is wrong: no repository name can match it
            [ab]         | the pattern '[ab]' is wrong: no repository name can match it
            {group}/a    | the pattern '{group}/a' is wrong: no repository name can match it
            group:ops    | the pattern 'group:ops' is wrong: no repository name can match it
            a**          | the pattern 'a**' is wrong: ** stands only between slashes
            team/**-app  | the pattern 'team/**-app' is wrong: ** stands only between slashes
            ***          | the pattern '***' is wrong: ** stands only between slashes
            home/{user}* | the pattern 'home/{user}*' is wrong: {user} stands only between slashes
            a-{user}     | the pattern 'a-{user}' is wrong: {user} stands only between slashes
            """)
    void whatCanMatchNothingIsRefused(String pattern, String reason) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RepositoryPattern.parse(pattern));

        assertEquals(reason, refused.getMessage());
    }

    @Test
    void aRefusalRepeatsNoCharacterThatControlsATerminal() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RepositoryPattern.parse("a\u009b\u202eb"));

        assertEquals("the pattern 'a??b' is wrong: no repository name can match it", refused.getMessage());
    }

    @Test
    void aPatternThatIsLongerThanNamesIsRefused() {
        assertEquals("a".repeat(255), RepositoryPattern.parse("a".repeat(255)).toString());
        assertThrows(IllegalArgumentException.class, () -> RepositoryPattern.parse("a".repeat(256)));
    }

    @Test
    void hostilePatternsAndNamesTakeNoLonger() {
        String stars = "*a".repeat(126) + "b";
        String paths = "**/a/".repeat(50) + "b";
        Target letters = Target.of(RepositoryName.parse("a".repeat(255)));
        Target components = Target.of(RepositoryName.parse("a/".repeat(127) + "a"));

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 1_000; i++) {
                assertFalse(RepositoryPattern.parse(stars).matches(letters, "a"));
                assertFalse(RepositoryPattern.parse(paths).matches(components, "a"));
            }
        });
    }

    @Test
    void matchesAsARegularExpressionDoes() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "a", "b", "*", "**");
            String name = text(random, "a", "b", "aa", "ab", "ba");
            String regex = pattern.replace("**", "§").replace("*", "[^/]*").replace("§", ".+");

            assertEquals(Pattern.matches(regex, name), matches(pattern, name, ""), () -> pattern + " " + name);
        }
    }

    private static String text(Random random, String... components) {
        StringBuilder text = new StringBuilder(components[random.nextInt(components.length)]);
        while (random.nextInt(4) > 0) {
            text.append('/').append(components[random.nextInt(components.length)]);
        }
        return text.toString();
    }

    private static boolean matches(String pattern, String name, String user) {
        return RepositoryPattern.parse(pattern).matches(Target.of(RepositoryName.parse(name)), user);
    }
}
