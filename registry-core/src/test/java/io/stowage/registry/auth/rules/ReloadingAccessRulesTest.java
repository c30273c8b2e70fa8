package io.stowage.registry.auth.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the file is looked at is a matter of {@code ReloadedFileTest}; here it is only told that it is. */
class ReloadingAccessRulesTest {
    private static final Permission PULL = Permission.of(Action.PULL, RepositoryName.parse("a"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void aChangedFileChangesTheRules() throws Exception {
        Path file = Files.writeString(temp.resolve("rules"), "a users pull\n");
        ReloadingAccessRules rules = ReloadingAccessRules.open(file);
        assertEquals(Set.of(), rules.groups());

        Files.writeString(file, "a group:ops, anonymous pull\n");

        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!rules.allows(Caller.ANONYMOUS, PULL)) {
            assertTrue(System.nanoTime() < end, "the new rules are not in force");
            Thread.onSpinWait();
        }
        assertEquals(Set.of("ops"), rules.groups());
        assertTrue(rules.rules().toString().contains("group:ops,anonymous"));
    }

    @Test
    void aBrokenFileIsRefusedWithItsNameAndLine() throws Exception {
        Path file = Files.writeString(temp.resolve("rules"), "a users pull\na users puul\n");

        IOException refused = assertThrows(IOException.class, () -> ReloadingAccessRules.open(file));

        assertEquals(file + ": line 2: 'puul' is none of pull, push, delete, list and all", refused.getMessage());
    }

    @Test
    void anEmptyFileIsTakenForHalfWrittenAndACommentIsNot() throws Exception {
        Path file = temp.resolve("rules");
        for (String empty : List.of("", " \n\r\n\t\n")) {
            Files.writeString(file, empty);
            IOException refused = assertThrows(IOException.class, () -> ReloadingAccessRules.open(file));
            assertEquals(file + ": it is empty", refused.getMessage());
        }

        Files.writeString(file, "# nobody");
        assertFalse(ReloadingAccessRules.open(file).allows(Caller.user("alice", Set.of()), PULL));
    }
}
