package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionsCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void fill() throws IOException {
        Path blob = Files.createDirectories(data.resolve("docker/registry/v2/blobs/sha256/ab/abcd"));
        Files.writeString(blob.resolve("data"), "layer");
        for (Path path = blob; path != null && path.startsWith(data); path = path.getParent()) {
            Files.setAttribute(path, "unix:mode", 0755);
        }
        Files.setAttribute(blob.resolve("data"), "unix:mode", 0600);
    }

    @Test
    void whatDiffersIsListedAndMakesTheStatusOne() throws IOException {
        int status = run("check", "--directory-mode", "0755", "--file-mode", "0640");

        assertEquals(1, status);
        assertEquals(
                data + ": 9 entries, 1 differing, 0 changed, 0 unusable, 0 failed, 0 skipped\n  " + data
                        + "/docker/registry/v2/blobs/sha256/ab/abcd/data: mode 0600 instead of 0640\n",
                out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void aRepairPutsItRight() throws IOException {
        assertEquals(1, run("repair", "--directory-mode", "2770", "--file-mode", "0660", "--dry-run"));
        assertTrue(out.toString().startsWith(data + ": 9 entries, 9 would be changed, 0 changed"), out.toString());

        assertEquals(0, run("repair", "--directory-mode", "2770", "--file-mode", "0660"));
        assertTrue(out.toString().contains(data + ": 9 entries, 9 differing, 9 changed"), out.toString());

        assertEquals(0, run("check", "--directory-mode", "2770", "--file-mode", "0660"));
        assertTrue(out.toString().endsWith(" 9 entries, 0 differing, 0 changed, 0 unusable, 0 failed, 0 skipped\n"));
    }

    @Test
    void whatAnotherAccountCannotUseIsListed() throws IOException {
        assertEquals(1, run("check", "--as-user", "54001:54001,54002"));

        assertTrue(out.toString().contains(", 9 unusable, "), out.toString());
        assertTrue(
                out.toString().contains("data: account 54001:54001,54002 cannot read it: mode 0600, uid "),
                out.toString());
    }

    @Test
    void theReportCanBeHadAsJson() throws IOException {
        assertEquals(1, run("check", "--file-mode", "0640", "--json"));

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals("permissions check", json.get("command").textValue());
        assertEquals(data.toString(), json.get("data").textValue());
        assertEquals(9, json.get("entries").intValue());
        assertEquals(1, json.get("differing").intValue());
        assertEquals(false, json.get("clean").booleanValue());
        assertEquals(
                "mode 0600 instead of 0640",
                json.get("examples").get(0).get("finding").textValue());
    }

    @Test
    void onlyTheFirstFindingsAreListed() throws IOException {
        for (int i = 0; i < 30; i++) {
            Files.createFile(data.resolve("docker/registry/v2/" + i));
        }

        run("check", "--file-mode", "0604");

        assertEquals(22, out.toString().lines().count());
        assertTrue(out.toString().endsWith("\n  and 11 more\n"), out.toString());
    }

    @Test
    void aMissingDirectoryAndAnUnknownGroupAreSaidInOneLine() {
        assertEquals(
                1,
                execute(
                        "permissions",
                        "check",
                        "--data",
                        data.resolve("missing").toString()));
        assertEquals(1, run("check", "--group", "no-such-group"));

        assertEquals(
                "stowage: cannot look at " + data + "/missing: " + data
                        + "/missing does not exist\nstowage: cannot look" + " at " + data
                        + ": group no-such-group is not known here; its number (gid) will do\n",
                err.toString());
    }

    private int run(String command, String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "permissions";
        all[1] = command;
        all[2] = "--data";
        all[3] = data.toString();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return execute(all);
    }

    private int execute(String... arguments) {
        return Launcher.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
