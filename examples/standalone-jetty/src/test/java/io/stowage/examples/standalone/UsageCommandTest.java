package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tags of one repository share a base, another repository has it too. */
class UsageCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private Digest one;

    @BeforeEach
    void fill() throws IOException {
        Pushes pushes = new Pushes(data);
        one = pushes.image("team/app", "one", "config", "b".repeat(10_000), "1".repeat(20_000));
        pushes.image("team/app", "two", "config", "b".repeat(10_000), "s".repeat(5_000), "2".repeat(40_000));
        pushes.image("team/app", "three", "config", "b".repeat(10_000), "s".repeat(5_000));
        pushes.image("other", "one", "config of the other", "b".repeat(10_000));
    }

    @Test
    void repositoriesAreListedLargestFirst() {
        Answer answer = usage();

        assertEquals("", answer.err());
        assertEquals(0, answer.status());
        List<String> lines = answer.out().lines().toList();
        assertTrue(
                lines.get(0)
                        .matches(data + ": 7\\d\\.\\d kB in 10 blobs and manifests, 0 B of it unneeded; "
                                + "aside: 0 B, quarantine: 0 B, uploads: 0 B"),
                lines.get(0));
        assertEquals(
                "     TOTAL      ALONE     SHARED   UNTAGGED   UNNEEDED    UPLOADS    TAGS  REPOSITORY", lines.get(2));
        assertTrue(
                lines.get(3).matches(" +7\\d\\.\\d kB +6\\d\\.\\d kB +10\\.0 kB +0 B +0 B +0 B +3  team/app"),
                lines.get(3));
        assertTrue(lines.get(4).matches(" +10\\.\\d kB +\\d+ B +10\\.0 kB +0 B +0 B +0 B +1  other"), lines.get(4));
        assertEquals(5, lines.size());
    }

    @Test
    void tagsAreListedOfWhatWasNamed() {
        List<String> app = usage("team/app").out().lines().skip(5).toList();
        List<String> tag = usage("team/app:one").out().lines().skip(5).toList();
        List<String> all = usage("--tags").out().lines().toList();

        assertEquals("     TOTAL      ALONE TAGS SHARE  ELSEWHERE  TAG", app.get(0));
        assertTrue(app.get(1).matches(" +5\\d\\.\\d kB +40\\.\\d kB +5\\.0 kB +10\\.0 kB  team/app:two"), app.get(1));
        assertTrue(app.get(2).matches(" +3\\d\\.\\d kB +20\\.\\d kB +6 B +10\\.0 kB  team/app:one"), app.get(2));
        assertTrue(app.get(3).endsWith("team/app:three"), app.get(3));
        assertEquals(List.of(app.get(0), app.get(2)), tag);
        assertEquals(13, all.size(), all.toString());
    }

    @Test
    void theReportCanBeHadAsJson() throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(usage("--json", "team/app:one").out());

        long manifest = Files.size(new Pushes(data).bytes(one));
        assertEquals("usage", json.get("command").textValue());
        assertEquals(10, json.get("contents").intValue());
        assertEquals(json.get("stored").longValue(), json.get("needed").longValue());
        assertEquals(1, json.get("repositories").size());
        JsonNode tags = json.get("repositories").get(0).get("tags");
        assertEquals(1, tags.size());
        assertEquals(one.toString(), tags.get(0).get("digest").textValue());
        assertEquals(20_000 + manifest, tags.get(0).get("alone").longValue());
        assertEquals(6, tags.get(0).get("sharedHere").longValue());
        assertEquals(10_000, tags.get(0).get("sharedElsewhere").longValue());
        assertEquals(30_006 + manifest, tags.get(0).get("total").longValue());
    }

    @Test
    void whatIsNotThereIsSaid() {
        Answer repository = usage("team");
        Answer tag = usage("team/app:four");

        assertEquals(1, repository.status());
        assertEquals("stowage: there is no repository team in " + data + "\n", repository.err());
        assertEquals(1, tag.status());
        assertEquals("stowage: there is no tag team/app:four in " + data + "\n", tag.err());
    }

    private Answer usage(String... arguments) {
        return Answer.of(Stream.concat(Stream.of("usage", "--data", data.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }
}
