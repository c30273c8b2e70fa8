package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.registry.storage.filesystem.LookupFreshness;
import io.stowage.storage.Sweep;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class GcCommandTest {
    private static final RepositoryName APP = RepositoryName.parse("team/app");
    private static final byte[] NEEDED = "in the image".getBytes(UTF_8);
    private static final byte[] FREE = "x".repeat(2000).getBytes(UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Test
    void theGraceTimeIsLongerWhereOtherMachinesRememberWhatWas() throws IOException {
        CommandSpec spec = new CommandLine(CommandSpec.create()).getCommandSpec();
        FilesystemStorage remote = FilesystemStorage.builder(data)
                .lookupFreshness(LookupFreshness.ALWAYS)
                .open();
        FilesystemStorage local = FilesystemStorage.builder(data)
                .lookupFreshness(LookupFreshness.NEVER)
                .open();

        CollectorOptions.refuseShort(spec, "--grace", Duration.ofMinutes(1), local);
        CollectorOptions.refuseShort(spec, "--grace", Duration.ofMinutes(5), remote);
        ParameterException refused = assertThrows(
                ParameterException.class,
                () -> CollectorOptions.refuseShort(spec, "--grace", Duration.ofSeconds(299), remote));

        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("--grace is 4m59s, less than 5m: the data directory is not on a local disk"),
                refused.getMessage());
    }

    @Test
    void aDryRunSaysWhatWouldBeFreedAndOfflineFreesIt() throws IOException {
        fill();
        List<String> before = files();

        Answer rehearsed = gc("--dry-run", "--offline");
        assertEquals(before, files());
        Answer done = gc("--offline");

        String expected = " 2.0 kB: 1 link, 1 blob, 1 abandoned upload; looked at 1 repository in ";
        assertTrue(rehearsed.out().startsWith(data + ": would free" + expected), rehearsed.out() + rehearsed.err());
        assertTrue(done.out().startsWith(data + ": freed 2.0 kB: 1 link, 1 blob, 1 abandoned upload"), done.out());
        assertEquals(0, done.status());
        assertEquals("", done.err());
        try (Registry registry = registry()) {
            Repository repository = registry.repository(APP);
            assertEquals(NEEDED.length, repository.blobs().get(sha256(NEEDED)).size());
        }
        assertFalse(files().toString().contains(sha256(FREE).hex()), files().toString());
        assertTrue(gc("--offline").out().startsWith(data + ": freed nothing; looked at 1 repository in "));
    }

    @Test
    void onlineItIsPutAsideAndSaidWhenItCanGo() throws IOException {
        fill();
        makeOld();

        Answer first = gc("--grace", "1h");

        assertEquals(0, first.status());
        assertTrue(first.out().contains("\n  aside: 1 link; the first can go at 20"), first.out());
        try (Registry registry = registry()) {
            assertEquals(
                    FREE.length,
                    registry.repository(APP).blobs().get(sha256(FREE)).size());
        }
    }

    @Test
    void whatIsYoungIsLeftAloneAndSaidSo() throws IOException {
        fill();

        Answer answer = gc();

        assertTrue(answer.out().contains("\n  younger than 24h and left alone: 1 link\n"), answer.out());
    }

    @Test
    void theReportCanBeHadAsJson() throws IOException {
        fill();

        JsonNode json = new ObjectMapper().readTree(gc("--offline", "--json").out());

        assertEquals("gc", json.get("command").textValue());
        assertEquals(data.toString(), json.get("data").textValue());
        assertFalse(json.get("dryRun").booleanValue());
        assertTrue(json.get("offline").booleanValue());
        assertEquals(1, json.get("freed").get("blobs").intValue());
        assertEquals(FREE.length, json.get("freed").get("bytes").intValue());
        assertEquals(1, json.get("freed").get("uploads").intValue());
        assertEquals(5, json.get("freed").get("uploadBytes").intValue());
        assertEquals(0, json.get("aside").get("links").intValue());
        assertEquals(0, json.get("kept").size());
        assertTrue(json.get("seconds").doubleValue() > 0);
    }

    @Test
    void whatCannotBeReadIsKeptAndSaidAndIsNoFailure() throws IOException {
        fill();
        Path manifest;
        try (Registry registry = registry()) {
            manifest = data(registry.repository(APP)
                    .manifests()
                    .get(Tag.parse("latest"))
                    .digest());
        }
        Files.writeString(manifest, "{");

        Answer answer = gc("--offline");

        assertEquals(0, answer.status());
        assertTrue(
                answer.out().contains("\n  kept, though it may be free:\n    all of repository team/app: "),
                answer.out());
        assertTrue(Files.exists(data(sha256(FREE))));
    }

    @Test
    void anotherCollectorAtWorkIsSaidInOneLine() throws IOException {
        fill();

        try (FilesystemStorage storage = FilesystemStorage.open(data);
                Sweep sweep = storage.sweep(Duration.ofHours(1))) {
            assertTrue(sweep.startedAt().isBefore(Instant.now().plusSeconds(60)));
            Answer answer = gc("--offline");

            assertEquals(1, answer.status());
            assertEquals("", answer.out());
            assertTrue(
                    answer.err()
                            .startsWith("stowage: " + data
                                    + ": another collector is at work on this directory, last seen at 20"),
                    answer.err());
            assertEquals(0, gc("--dry-run").status());
        }
        assertEquals(0, gc().status());
    }

    @Test
    void aDirectoryWithoutARegistryIsLeftAsItIs() throws IOException {
        Answer answer = gc();

        assertEquals(1, answer.status());
        assertEquals(
                "stowage: there is no registry's data in " + data + ": " + data
                        + "/docker/registry/v2 does not exist\n",
                answer.err());
        assertEquals(List.of(), files());
    }

    @Test
    void rootDoesNotMakeWhatTheServingAccountCannotChange() throws IOException {
        assumeTrue(Account.own().isRoot(), "only root can give files away");
        fill();
        Files.setAttribute(data.resolve("docker/registry/v2"), "unix:uid", 54001);

        Answer answer = gc("--dry-run");

        assertEquals(1, answer.status());
        assertTrue(answer.err().contains("run it as the account that serves"), answer.err());
        assertEquals(
                0,
                gc("--dry-run", "--directory-mode", "2770", "--file-mode", "0660")
                        .status());
    }

    /** An image with one blob, a blob that nothing needs, and an upload that nobody finishes. */
    private void fill() throws IOException {
        try (Registry registry = registry()) {
            Repository repository = registry.repository(APP);
            push(repository, NEEDED);
            push(repository, FREE);
            String descriptor = "{\"mediaType\":\"application/octet-stream\",\"digest\":\"" + sha256(NEEDED)
                    + "\",\"size\":" + NEEDED.length + "}";
            String manifest = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                    + "\"config\":" + descriptor + ",\"layers\":[]}";
            repository.manifests().put(Tag.parse("latest"), Optional.empty(), manifest.getBytes(UTF_8), List.of());
        }
        try (FilesystemStorage storage = FilesystemStorage.open(data)) {
            var upload = storage.uploads().create(APP, Instant.now().minus(Duration.ofDays(8)));
            try (var out = upload.append(0)) {
                out.write("12345".getBytes(UTF_8));
            }
        }
        try (Stream<Path> walk = Files.walk(data.resolve("docker/registry/v2/repositories/team/app/_uploads"))) {
            for (Path path : walk.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
            }
        }
    }

    private void makeOld() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        try (Stream<Path> walk = Files.walk(data)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(path, old);
            }
        }
    }

    private Registry registry() throws IOException {
        return Registry.builder(FilesystemStorage.builder(data).sync(false).open())
                .build();
    }

    private static void push(Repository repository, byte[] content) throws IOException {
        repository
                .uploads()
                .start(DigestAlgorithm.SHA256)
                .complete(sha256(content), Optional.empty(), new ByteArrayInputStream(content));
    }

    private static Digest sha256(byte[] content) {
        return Digest.of(DigestAlgorithm.SHA256, content);
    }

    private Path data(Digest digest) {
        return data.resolve(
                "docker/registry/v2/blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "/data");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(data)) {
            return walk.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    private Answer gc(String... arguments) {
        return Answer.of(Stream.concat(Stream.of("gc", "--data", data.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }
}
