package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists: tags (end-8), repositories, and referrers (end-12). */
public class DiscoveryTest extends WireTest {
    private static final String INDEX = MediaType.OCI_INDEX.toString();

    private void pushTags(String repository, String... tags) {
        pushBlob(repository, "{}");
        String query = "?tag=" + String.join("&tag=", tags);
        putManifest(repository, sha256(manifest()) + query, manifest()).is(201);
    }

    @Test
    void tagsAreListedInByteOrder() {
        pushTags("team/app", "b", "B", "a", "_x", "1.10", "1.9", "Z");

        send("GET /v2/team/app/tags/list")
                .is(200)
                .with("Content-Type: application/json")
                .without("Link")
                .withBody("{\"name\":\"team/app\",\"tags\":[\"1.10\",\"1.9\",\"B\",\"Z\",\"_x\",\"a\",\"b\"]}");
        send("HEAD /v2/team/app/tags/list").is(200).with("Content-Length: 62").withoutBody();
    }

    @Test
    void aRepositoryWithoutTagsHasAnEmptyList() {
        pushManifest("a", sha256(manifest()).toString(), manifest());

        send("GET /v2/a/tags/list").is(200).withBody("{\"name\":\"a\",\"tags\":[]}");
    }

    @Test
    void anUnknownRepositoryHasNoTags() {
        send("GET /v2/a/tags/list").isError(404, ErrorCode.NAME_UNKNOWN);
        send("HEAD /v2/a/tags/list").is(404).withoutBody();
    }

    @ParameterizedTest
    @CsvSource({
        // query,              tags,          query of the next page, if any
        "'',                   'a b c d e',   ",
        "n=2,                  'a b',         n=2&last=b",
        "n=2&last=b,           'c d',         n=2&last=d",
        "n=2&last=d,           'e',           ",
        "n=5,                  'a b c d e',   ",
        "n=100000,             'a b c d e',   ",
        "n=99999999999999999999999, 'a b c d e', ",
        "n=0,                  '',            ",
        "n=0&last=b,           '',            ",
        "last=c,               'd e',         ",
        "last=bb,              'c d e',       ",
        "last=z,               '',            ",
        "last=,                'a b c d e',   ",
        "last=%2E%2E%2F&n=1,   'a',           n=1&last=a",
        "last=!%20x&n=1,       'a',           n=1&last=a",
    })
    void tagsComeInPages(String query, String tags, String next) {
        pushTags("r", "a", "b", "c", "d", "e");

        Answer answer = send("GET /v2/r/tags/list?" + query).is(200);

        assertEquals(tags, texts(answer.json().path("tags")).stream().collect(Collectors.joining(" ")));
        assertTrue(answer.json().path("tags").isArray());
        assertEquals(
                next == null ? List.of() : List.of("</v2/r/tags/list?" + next + ">; rel=\"next\""),
                answer.headers("Link"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1.5", "%201", "+1", "0x1", "1%00", "1e3", "١"})
    void aBadNumberOfEntriesIsRefused(String n) {
        pushTags("r", "a");
        String encoded = n.equals("١") ? "%D9%A1" : n;

        send("GET /v2/r/tags/list?n=" + encoded).isError(400, ErrorCode.UNSUPPORTED);
        send("GET /v2/_catalog?n=" + encoded).isError(400, ErrorCode.UNSUPPORTED);
        send("GET /v2/r/referrers/" + sha256("x") + "?n=" + encoded).isError(400, ErrorCode.UNSUPPORTED);
        send("GET /v2/r/tags/list?n=1&n=2").isError(400, ErrorCode.UNSUPPORTED);
    }

    @Test
    void pagesAreNeverLongerThanTheLimit() {
        serve(builder -> builder.limits(new RegistryLimits(4 << 20, 100, 128, 3, 3 << 20, 0)));
        pushTags("r", "a", "b", "c", "d", "e");

        for (String query : new String[] {"", "?n=4", "?n=1000000"}) {
            Answer answer = send("GET /v2/r/tags/list" + query).is(200);
            assertEquals(List.of("a", "b", "c"), texts(answer.json().path("tags")));
            answer.with("Link: </v2/r/tags/list?n=3&last=c>; rel=\"next\"");
        }
    }

    @Test
    void followingTheLinksListsEverythingOnce() {
        List<String> all = IntStream.range(100, 220).mapToObj(i -> "t" + i).toList();
        pushTags("r", all.toArray(String[]::new));

        List<String> seen = new ArrayList<>();
        String url = "/v2/r/tags/list?n=7";
        while (url != null) {
            Answer answer = send("GET " + url).is(200);
            seen.addAll(texts(answer.json().path("tags")));
            url = next(answer);
        }

        assertEquals(all, seen);
    }

    @Test
    void theCatalogListsRepositories() {
        send("GET /v2/_catalog").is(200).with("Content-Type: application/json").withBody("{\"repositories\":[]}");
        for (String name : new String[] {"b", "a/b", "a-b", "tags/list"}) {
            pushTags(name, "x");
        }

        send("GET /v2/_catalog")
                .is(200)
                .without("Link")
                .withBody("{\"repositories\":[\"a-b\",\"a/b\",\"b\",\"tags/list\"]}");
        send("GET /v2/_catalog?n=2")
                .is(200)
                .with("Link: </v2/_catalog?n=2&last=a%2Fb>; rel=\"next\"")
                .withBody("{\"repositories\":[\"a-b\",\"a/b\"]}");
        send("GET /v2/_catalog?n=2&last=a%2Fb")
                .is(200)
                .without("Link")
                .withBody("{\"repositories\":[\"b\",\"tags/list\"]}");
        send("GET /v2/_catalog?n=0").is(200).without("Link").withBody("{\"repositories\":[]}");
        // oras asks like this for a namespace
        send("GET /v2/_catalog?last=a-").is(200).withBody("{\"repositories\":[\"a-b\",\"a/b\",\"b\",\"tags/list\"]}");
    }

    @Test
    void repositoriesMayBeCalledLikeResources() {
        for (String name : new String[] {"blobs/uploads", "manifests/x", "tags/list", "a/blobs/b", "referrers"}) {
            Digest digest = pushManifest(name, "1.0", manifest());

            send("GET /v2/" + name + "/manifests/1.0").is(200).with("Docker-Content-Digest: " + digest);
            send("GET /v2/" + name + "/tags/list").is(200).withBody("{\"name\":\"" + name + "\",\"tags\":[\"1.0\"]}");
            send("GET /v2/" + name + "/blobs/" + sha256("{}")).is(200).withBody("{}");
            send("GET /v2/" + name + "/referrers/" + digest).is(200);
            send("GET " + startUpload(name)).is(204);
        }
    }

    @Test
    void nobodyReferringIsAnEmptyIndex() {
        String empty = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}";
        Digest zero = Digest.parse("sha256:" + "0".repeat(64));

        send("GET /v2/never/seen/referrers/" + zero)
                .is(200)
                .with("Content-Type: " + INDEX)
                .without("Link", "OCI-Filters-Applied")
                .withBody(empty);
        send("HEAD /v2/never/seen/referrers/" + zero)
                .is(200)
                .with("Content-Type: " + INDEX, "Content-Length: " + empty.length())
                .withoutBody();
        pushManifest("a", "1.0", manifest());
        send("GET /v2/a/referrers/" + sha256(manifest())).is(200).withBody(empty);
    }

    @Test
    void referrersCarryTypeAndAnnotations() {
        String subject = "\"subject\":" + descriptor(MediaType.OCI_MANIFEST.toString(), "subject");
        String plain = manifest(subject);
        String sbom = manifest(
                subject, "\"artifactType\":\"application/vnd.example.sbom\"", "\"annotations\":{\"k\":\"v\\\"ä\"}");
        String index = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]," + subject + "}";
        pushManifest("a", sha256(plain).toString(), plain);
        pushManifest("a", sha256(sbom).toString(), sbom);
        send("PUT /v2/a/manifests/" + sha256(index) + "\nContent-Type: " + INDEX, index)
                .is(201);

        JsonNode all = send("GET /v2/a/referrers/" + sha256("subject"))
                .is(200)
                .with("Content-Type: " + INDEX)
                .without("OCI-Filters-Applied")
                .json();

        assertEquals(2, all.path("schemaVersion").asInt());
        assertEquals(INDEX, all.path("mediaType").asText());
        assertEquals(3, all.path("manifests").size());
        for (JsonNode descriptor : all.path("manifests")) {
            String digest = descriptor.path("digest").asText();
            if (digest.equals(sha256(plain).toString())) {
                assertEquals(
                        "application/vnd.example.config",
                        descriptor.path("artifactType").asText());
                assertEquals(plain.length(), descriptor.path("size").asInt());
            } else if (digest.equals(sha256(sbom).toString())) {
                assertEquals(
                        "application/vnd.example.sbom",
                        descriptor.path("artifactType").asText());
                assertEquals("v\"ä", descriptor.path("annotations").path("k").asText());
            } else {
                assertEquals(sha256(index).toString(), digest);
                assertEquals(INDEX, descriptor.path("mediaType").asText());
                assertFalse(descriptor.has("artifactType"));
            }
        }
        send("GET /v2/b/referrers/" + sha256("subject"))
                .is(200)
                .withBody("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}");
    }

    @Test
    void referrersAreFilteredAndPaged() {
        String subject = "\"subject\":" + descriptor(MediaType.OCI_MANIFEST.toString(), "subject");
        for (int i = 0; i < 9; i++) {
            String content = manifest(subject, "\"artifactType\":\"x/t" + i % 3 + "+json\"", "\"i\":" + i);
            pushManifest("a", sha256(content).toString(), content);
        }
        String url = "/v2/a/referrers/" + sha256("subject");

        Answer one = send("GET " + url + "?artifactType=x/t1%2Bjson").is(200).with("OCI-Filters-Applied: artifactType");
        assertEquals(3, one.json().path("manifests").size());
        Answer two = send("GET " + url + "?artifactType=x/t1%2Bjson&artifactType=x%2Ft2%2Bjson")
                .is(200);
        assertEquals(6, two.json().path("manifests").size());
        Answer none = send("GET " + url + "?artifactType=other").is(200).with("OCI-Filters-Applied: artifactType");
        assertEquals(0, none.json().path("manifests").size());
        Answer empty = send("GET " + url + "?artifactType=").is(200).without("OCI-Filters-Applied");
        assertEquals(9, empty.json().path("manifests").size());
        send("GET " + url + "?n=0").is(200).without("Link");

        List<String> seen = new ArrayList<>();
        String next = url + "?artifactType=x/t1%2Bjson&artifactType=x%2Ft2%2Bjson&n=4";
        int pages = 0;
        while (next != null) {
            Answer page = send("GET " + next).is(200).with("OCI-Filters-Applied: artifactType");
            page.json().path("manifests").forEach(m -> seen.add(m.path("digest").asText()));
            next = next(page);
            pages++;
        }
        assertEquals(2, pages);
        assertEquals(6, seen.stream().distinct().count());
        assertEquals(6, seen.size());
    }

    @Test
    void referrersOfManyBytesComeInPagesThatClientsRead() {
        serve(builder -> builder.limits(new RegistryLimits(4 << 20, 100, 128, 10_000, 100_000, 0)));
        String subject = "\"subject\":" + descriptor(MediaType.OCI_MANIFEST.toString(), "subject");
        for (int i = 0; i < 10; i++) {
            String content = manifest(subject, "\"annotations\":{\"k" + i + "\":\"" + "v".repeat(30_000) + "\"}");
            pushManifest("a", sha256(content).toString(), content);
        }

        int found = 0;
        String url = "/v2/a/referrers/" + sha256("subject");
        while (url != null) {
            Answer page = send("GET " + url).is(200);
            assertTrue(page.body().length < 150_000);
            found += page.json().path("manifests").size();
            url = next(page);
        }
        assertEquals(10, found);
    }

    private static @Nullable String next(Answer answer) {
        List<String> links = answer.headers("Link");
        if (links.isEmpty()) {
            return null;
        }
        String link = links.get(0);
        assertTrue(link.endsWith(">; rel=\"next\""), link);
        return link.substring(1, link.indexOf('>'));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
