package io.stowage.registry.manifest;

import static io.stowage.registry.Fixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.MediaType;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry takes for a manifest. In the tables, 'D' stands for a digest and 'C' for a config descriptor. */
class ManifestParserTest {
    private static final String D = "sha256:" + "a".repeat(64);
    private static final String C = "{'mediaType':'application/vnd.oci.image.config.v1+json','digest':'D','size':2}";

    private final ManifestParser parser = new ManifestParser(20);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # refused                                                        | because
            not json                                                         | manifest is not valid JSON
            {'schemaVersion':2,'config':C,'layers':[]} x                     | manifest is not valid JSON
            {'schemaVersion':2,'config':C,'layers':[]                        | manifest is not valid JSON
            {'schemaVersion':2,'schemaVersion':2,'config':C}                 | Duplicate field 'schemaVersion'
            {'schemaVersion':2,'config':C,'layers':[{'size':1,'size':2}]}    | Duplicate field 'size'
            [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]                     | nesting depth
            []                                                               | manifest is not a JSON object
            'text'                                                           | manifest is not a JSON object
            {}                                                               | schemaVersion is missing
            {'schemaVersion':1,'config':C,'layers':[]}                       | schemaVersion is "1", not 2
            {'schemaVersion':'2','config':C,'layers':[]}                     | schemaVersion is ""2"", not 2
            {'schemaVersion':2.5,'config':C,'layers':[]}                     | schemaVersion is "2.5", not 2
            {'schemaVersion':2}                                              | manifest.config is missing
            {'schemaVersion':2,'config':[]}                                  | manifest.config is not a JSON object
            {'schemaVersion':2,'config':C,'layers':{}}                       | manifest.layers is not a JSON array
            {'schemaVersion':2,'config':C,'layers':['D']}                    | manifest.layers[0] is not a JSON object
            {'schemaVersion':2,'config':C,'layers':[C,{}]}                   | manifest.layers[1].mediaType is missing
            {'schemaVersion':2,'config':C,'manifests':[]}                    | manifest.config must not be there
            {'schemaVersion':2,'layers':[],'manifests':[]}                   | manifest.layers must not be there
            {'schemaVersion':2,'manifests':7}                                | manifest.manifests is not a JSON array
            {'schemaVersion':2,'mediaType':7,'config':C}                     | manifest.mediaType is not a string
            {'schemaVersion':2,'mediaType':'text/plain','config':C}          | mediaType is not that of a supported manifest: "text/plain"
            {'schemaVersion':2,'config':{'mediaType':'nope','digest':'D','size':2}}          | manifest.config.mediaType is not a media type: "nope"
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':'sha256:x','size':2}}    | manifest.config.digest is not a sha256 or sha512 digest: "sha256:x"
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':7,'size':2}}             | manifest.config.digest is not a string
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':'D'}}                    | manifest.config.size is missing
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':'D','size':-1}}          | manifest.config.size is negative: -1
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':'D','size':1.5}}         | manifest.config.size is not a 64-bit integer
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':'D','size':'2'}}         | manifest.config.size is not a 64-bit integer
            {'schemaVersion':2,'config':{'mediaType':'a/b','digest':'D','size':99999999999999999999}} | manifest.config.size is not a 64-bit integer
            {'schemaVersion':2,'config':C,'annotations':[]}                  | manifest.annotations is not a JSON object
            {'schemaVersion':2,'config':C,'annotations':{'a':1}}             | manifest.annotations has a value that is not a string, at key "a"
            {'schemaVersion':2,'config':C,'artifactType':{}}                 | manifest.artifactType is not a string
            {'schemaVersion':2,'config':C,'subject':'D'}                     | manifest.subject is not a JSON object
            {'schemaVersion':2,'config':C,'subject':{'mediaType':'a/b','digest':'D','size':-5}} | manifest.subject.size is negative: -5
            """)
    void refusesWithFieldAndReason(String json, String reason) {
        RegistryException refusal =
                assertThrows(RegistryException.class, () -> parser.parse(json(json), Optional.empty()));

        assertEquals(ErrorCode.MANIFEST_INVALID, refusal.errors().get(0).code());
        assertEquals(400, refusal.status());
        assertTrue(
                refusal.errors().get(0).message().contains(reason),
                refusal.errors().get(0).message());
    }

    @Test
    void doesNotRepeatMoreThanALineOfWhatItRefuses() {
        byte[] content = json("{'schemaVersion':'" + "x".repeat(100_000) + "'}");

        RegistryException refusal =
                assertThrows(RegistryException.class, () -> parser.parse(content, Optional.empty()));

        assertTrue(refusal.errors().get(0).message().length() < 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x1b, 0x7f, 0x9b, 0x202e, 0x2028, 0xd800})
    void repeatsNoCharacterThatControlsATerminal(int character) {
        String escape = "\\u%04x".formatted(character);
        byte[] content = json("{'schemaVersion':2,'mediaType':'a" + escape + "b','config':C}");

        RegistryException refusal =
                assertThrows(RegistryException.class, () -> parser.parse(content, Optional.empty()));

        assertTrue(refusal.errors().get(0).message().endsWith("\"a?b\""), refusal.toString());
    }

    @Test
    void refusesMoreTokensThanAnyManifestOfItsSizeNeeds() {
        byte[] content = json("{'schemaVersion':2,'config':C,'x':[" + "{},".repeat(1_000_000) + "{}]}");

        RegistryException refusal =
                assertThrows(RegistryException.class, () -> parser.parse(content, Optional.empty()));

        assertTrue(refusal.errors().get(0).message().contains("Token count (500001)"), refusal.toString());
    }

    @Test
    void takesAsManyDescriptorsAsFitIntoFourMebibytes() {
        int layers = (4 << 20) / C.length();
        byte[] content = json("{'schemaVersion':2,'config':C,'layers':[" + "C,".repeat(layers - 2) + "C]}");

        Manifest manifest = parser.parse(content, Optional.empty());

        assertEquals(layers - 1, ((Manifest.ImageManifest) manifest).layers().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'schemaVersion':2,'config':C} {}", "{'schemaVersion':2,'x':NaN}", "[[[[[[[[[[[[[[[[[[[[[[]"})
    void refusesWithoutAWordOfItsOwnInsides(String json) {
        RegistryException refusal =
                assertThrows(RegistryException.class, () -> parser.parse(json(json), Optional.empty()));

        String message = refusal.errors().get(0).message();
        assertTrue(message.startsWith("manifest is not valid JSON: "), message);
        assertFalse(message.contains("`") || message.contains("Feature") || message.contains("jackson"), message);
    }

    @Test
    void refusesAnotherEncodingThanUtf8() {
        byte[] utf16 = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_16);

        RegistryException refusal = assertThrows(RegistryException.class, () -> parser.parse(utf16, Optional.empty()));

        assertTrue(
                refusal.errors().get(0).message().contains("not UTF-8"),
                refusal.errors().get(0).message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # content says                                      | client says
            ,'mediaType':'application/vnd.oci.image.manifest.v1+json' | application/vnd.docker.distribution.manifest.v2+json
            ,'mediaType':'application/vnd.docker.distribution.manifest.v2+json' | application/vnd.oci.image.manifest.v1+json
            ,'mediaType':'application/vnd.oci.image.manifest.v1+json' | application/json
            ``                                                  | application/vnd.docker.distribution.manifest.v2+json
            ``                                                  | application/vnd.oci.image.index.v1+json
            """)
    void refusesAContentTypeThatTheContentContradicts(String own, String contentType) {
        byte[] content = json("{'schemaVersion':2,'config':C,'layers':[]" + own + "}");

        RegistryException refusal = assertThrows(
                RegistryException.class, () -> parser.parse(content, Optional.of(MediaType.parse(contentType))));

        assertEquals(ErrorCode.MANIFEST_INVALID, refusal.errors().get(0).code());
    }

    @Test
    void contentWithoutMediaTypeIsOciByItsShape() {
        assertEquals(
                MediaType.OCI_MANIFEST,
                parser.parse(json("{'schemaVersion':2,'config':C,'layers':[]}"), Optional.empty())
                        .mediaType());
        assertEquals(
                MediaType.OCI_INDEX,
                parser.parse(json("{'schemaVersion':2,'manifests':[]}"), Optional.empty())
                        .mediaType());
    }

    @Test
    void nullListsAndUnknownFieldsAreTolerated() {
        Manifest manifest = parser.parse(
                json("{'schemaVersion':2,'config':C,'layers':null,'subject':null,'annotations':null,"
                        + "'org.example':{'deep':[1,{'x':null}]}}"),
                Optional.empty());

        Manifest.ImageManifest image = (Manifest.ImageManifest) manifest;
        assertTrue(image.layers().isEmpty());
        assertTrue(image.subject().isEmpty());
        assertEquals(Map.of(), image.annotations());
    }

    @Test
    void artifactTypeOfAnImageIsItsConfigTypeUnlessItHasItsOwn() {
        assertEquals(
                Optional.of("application/vnd.oci.image.config.v1+json"),
                parser.parse(json("{'schemaVersion':2,'config':C}"), Optional.empty())
                        .artifactType());
        assertEquals(
                Optional.of("example/own"),
                parser.parse(json("{'schemaVersion':2,'config':C,'artifactType':'example/own'}"), Optional.empty())
                        .artifactType());
    }

    @Test
    void artifactTypeOfAnIndexIsItsOwnOrNone() {
        assertEquals(
                Optional.empty(),
                parser.parse(json("{'schemaVersion':2,'manifests':[C]}"), Optional.empty())
                        .artifactType());
    }

    private static byte[] json(String shorthand) {
        return bytes(
                shorthand.replaceAll("\\bC\\b", C).replace("'D'", "'" + D + "'").replace('\'', '"'));
    }
}
