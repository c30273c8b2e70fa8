package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final Digest LAYER = Pushes.digest("a layer");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private Pushes pushes;

    @BeforeEach
    void fill() throws IOException {
        pushes = new Pushes(data);
        pushes.image("team/app", "v1", "config", "a layer");
        pushes.image("other", "latest", "config", "another");
    }

    @Test
    void whatIsWellIsSaidToBe() {
        Answer answer = verify("--threads", "3", "--rate", "100MB/s");

        assertEquals("", answer.err());
        assertTrue(answer.out().startsWith(data + ": 5 blobs and manifests ("), answer.out());
        assertTrue(
                answer.out().endsWith(") read; 2 repositories, 2 tags, 2 manifests, 4 links: all is well\n"),
                answer.out());
        assertEquals(0, answer.status());
    }

    @Test
    void whatIsDamagedIsNamedWithTheTagsThatItHurtsAndTakenAway() throws IOException {
        Files.writeString(pushes.bytes(LAYER), "a lazer");

        Answer looked = verify("--dry-run");
        assertTrue(Files.exists(pushes.bytes(LAYER)));
        Answer answer = verify();
        Answer again = verify();

        String found = "\n  corrupt: " + LAYER + ": its 7 bytes have the digest " + Pushes.digest("a lazer");
        assertTrue(looked.out().endsWith(": 1 finding" + found + "\n    hurts team/app:v1\n"), looked.out());
        assertTrue(
                answer.out().endsWith(": 1 finding" + found + "; taken to the quarantine\n    hurts team/app:v1\n"),
                answer.out());
        assertEquals("", answer.err());
        assertFalse(Files.exists(pushes.bytes(LAYER)));
        assertTrue(again.out().contains("\n  missing: " + LAYER + ": "), again.out());
        assertEquals(1, looked.status());
        assertEquals(1, answer.status());
        assertEquals(1, again.status());

        pushes.image("team/app", "v1", "config", "a layer");
        assertEquals(0, verify().status());
    }

    @Test
    void theReportCanBeHadAsJson() throws IOException {
        Files.delete(pushes.bytes(LAYER));

        JsonNode json = new ObjectMapper().readTree(verify("--json").out());

        assertEquals("verify", json.get("command").textValue());
        assertEquals(data.toString(), json.get("data").textValue());
        assertFalse(json.get("sound").booleanValue());
        assertEquals(4, json.get("contents").intValue());
        assertEquals(1, json.get("findingsInAll").intValue());
        JsonNode finding = json.get("findings").get(0);
        assertEquals("missing", finding.get("problem").textValue());
        assertEquals(LAYER.toString(), finding.get("digest").textValue());
        assertEquals("team/app:v1", finding.get("hurts").get(0).get("image").textValue());
    }

    @Test
    void aRunThatWasInterruptedCanBeGoneOnWith() throws IOException {
        Path note = data.resolve("docker/registry/v2/stowage/notes/verification");
        Files.createDirectories(note.getParent());
        Files.writeString(
                note,
                "{\"by\":\"another\",\"began\":\"2026-01-02T03:04:05Z\",\"seen\":\"2026-01-02T03:05:05Z\",\"ended\":false,"
                        + "\"after\":\"sha256:" + "f".repeat(64) + "\",\"contents\":1234,\"bytes\":1}");

        Answer resumed = verify("--resume");
        assertTrue(
                resumed.out().startsWith(data + ": 0 blobs and manifests (0 B) read, 1,234 by the run before; "),
                resumed.out());

        Files.writeString(note, "{\"by\":\"a\",\"began\":\"2026-01-02T03:04:05Z\",\"seen\":\"2026-01-02T03:05:05Z\"}");
        Answer anew = verify();
        assertTrue(anew.out().startsWith(data + ": 5 blobs and manifests"), anew.out());
        assertEquals(
                "stowage: begins anew, though a run of 2026-01-02T03:04:05Z was interrupted; --resume would have gone on\n",
                anew.err());
    }

    @Test
    void aDirectoryWithoutARegistryIsNotWell() {
        Answer answer = Answer.of("verify", "--data", data.resolve("docker").toString());

        assertEquals(1, answer.status());
        assertTrue(answer.err().contains("there is no registry's data in "), answer.err());
    }

    private Answer verify(String... arguments) {
        return Answer.of(Stream.concat(Stream.of("verify", "--data", data.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }
}
