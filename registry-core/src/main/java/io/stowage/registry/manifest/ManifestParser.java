package io.stowage.registry.manifest;

import static io.stowage.registry.error.ErrorCode.MANIFEST_INVALID;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stowage.oci.MediaType;
import io.stowage.registry.error.RegistryException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests: tolerant of fields it does not know, strict on those it does. Safe for use by many threads.
 *
 * <pre>{@code
 * {
 *   "schemaVersion": 2,
 *   "mediaType": "application/vnd.oci.image.manifest.v1+json",
 *   "artifactType": "application/vnd.example.sbom",
 *   "config":  { "mediaType": "…", "digest": "sha256:…", "size": 2 },
 *   "layers": [{ "mediaType": "…", "digest": "sha256:…", "size": 1234, "annotations": { } }],
 *   "subject": { "mediaType": "…", "digest": "sha256:…", "size": 1234 },
 *   "annotations": { "org.opencontainers.image.title": "…" }
 * }
 * }</pre>
 *
 * <p>An index has {@code manifests} instead of {@code config} and {@code layers}. Content that has both is refused: two
 * clients would understand two different things (CVE-2021-41190).
 */
final class ManifestParser {
    /**
     * The most JSON tokens of a manifest. Each costs some 70 bytes of heap while it is read, so 4 MiB of {@code {},{},…}
     * would take a hundred times that; descriptors have some eight in 150 bytes, so 4 MiB of them stay far below.
     */
    private static final int MOST_TOKENS = 500_000;

    private final ObjectReader reader;

    /** Reading keeps a processor busy, so more at once would be no faster, only take more heap. */
    private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

    ManifestParser(int maxDepth) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE) // the manifest as a whole is bounded
                        .maxNameLength(1 << 20)
                        .maxTokenCount(MOST_TOKENS)
                        .build())
                // one name, one meaning: clients differ in which of two equal keys they believe
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        reader = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .reader();
    }

    /**
     * Reads a manifest.
     *
     * @param contentType what the client says it is; empty to take the content's word
     * @throws RegistryException {@code MANIFEST_INVALID}, saying which field is wrong and how
     */
    Manifest parse(byte[] content, Optional<MediaType> contentType) {
        processors.acquireUninterruptibly();
        try {
            return parse(new JsonFields("manifest", readTree(content)), contentType);
        } finally {
            processors.release();
        }
    }

    private static Manifest parse(JsonFields root, Optional<MediaType> contentType) {
        MediaType mediaType = mediaType(root, contentType);
        checkSchemaVersion(root);
        return mediaType.isIndex() ? index(root, mediaType) : image(root, mediaType);
    }

    private JsonNode readTree(byte[] content) {
        try {
            // JSON that is exchanged is UTF-8 (RFC 8259, section 8.1); Jackson alone would guess at other encodings
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return reader.readTree(text);
        } catch (CharacterCodingException e) {
            throw new RegistryException(MANIFEST_INVALID, "manifest is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new RegistryException(
                    MANIFEST_INVALID,
                    "manifest is not valid JSON: " + JsonFields.cut(reason(e)) + place(e.getLocation()));
        }
    }

    /** Jackson's words, as far as they do not speak of its own classes and settings, which it puts in backquotes. */
    private static String reason(JsonProcessingException e) {
        String words = e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
        int quote = words.indexOf('`');
        return quote < 0
                ? words
                : words.substring(0, quote).replaceAll("[(:;,][^(:;,]*$", "").strip();
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static void checkSchemaVersion(JsonFields root) {
        JsonNode version = root.node("schemaVersion");
        if (version == null || !version.isIntegralNumber() || !version.canConvertToInt() || version.intValue() != 2) {
            throw new RegistryException(
                    MANIFEST_INVALID,
                    "schemaVersion is " + (version == null ? "missing" : JsonFields.quote(version.toString()))
                            + ", not 2");
        }
    }

    private static MediaType mediaType(JsonFields root, Optional<MediaType> contentType) {
        Optional<MediaType> own = root.optionalText("mediaType").map(text -> known(text, "mediaType"));
        contentType.ifPresent(type -> known(type.value(), "Content-Type"));
        if (own.isPresent()) {
            if (contentType.isPresent() && !contentType.equals(own)) {
                throw new RegistryException(
                        MANIFEST_INVALID,
                        "mediaType is " + own.get() + ", but the Content-Type is " + contentType.get());
            }
            return own.get();
        }
        // Only OCI's types may leave the field out.
        MediaType byShape = root.node("manifests") != null ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
        if (contentType.isPresent() && !contentType.get().equals(byShape)) {
            throw new RegistryException(
                    MANIFEST_INVALID,
                    "mediaType is missing and the content is an " + byShape + ", but the Content-Type is "
                            + contentType.get());
        }
        return byShape;
    }

    private static MediaType known(String text, String where) {
        return MediaType.tryParse(text)
                .filter(type -> type.isIndex() || type.isImageManifest())
                .orElseThrow(() -> new RegistryException(
                        MANIFEST_INVALID, where + " is not that of a supported manifest: " + JsonFields.quote(text)));
    }

    private static Manifest image(JsonFields root, MediaType mediaType) {
        root.refuse("manifests", mediaType);
        return new Manifest.ImageManifest(
                mediaType,
                root.descriptor("config"),
                root.descriptors("layers"),
                root.optionalDescriptor("subject"),
                root.optionalText("artifactType"),
                root.annotations());
    }

    private static Manifest index(JsonFields root, MediaType mediaType) {
        root.refuse("config", mediaType);
        root.refuse("layers", mediaType);
        return new Manifest.ImageIndex(
                mediaType,
                root.descriptors("manifests"),
                root.optionalDescriptor("subject"),
                root.optionalText("artifactType"),
                root.annotations());
    }
}
