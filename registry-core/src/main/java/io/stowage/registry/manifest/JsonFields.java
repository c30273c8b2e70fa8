package io.stowage.registry.manifest;

import static io.stowage.registry.error.ErrorCode.MANIFEST_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import io.stowage.registry.error.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object in a manifest, each read as what it must be or refused with its path. A field that is
 * {@code null} counts as missing: Go's encoders write it for an empty list.
 */
final class JsonFields {
    private static final int LONGEST_QUOTE = 120;

    // Also C1, which terminals obey as they do C0, marks that turn the direction of text, and half characters.
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final String path;
    private final JsonNode object;

    JsonFields(String path, JsonNode node) {
        if (!node.isObject()) {
            throw new RegistryException(MANIFEST_INVALID, path + " is not a JSON object");
        }
        this.path = path;
        this.object = node;
    }

    @Nullable
    JsonNode node(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    /** A text; one that is empty counts as missing. */
    Optional<String> optionalText(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw wrong(name, "is not a string");
        }
        return Optional.of(node.textValue()).filter(text -> !text.isEmpty());
    }

    Map<String, String> annotations() {
        JsonNode node = node("annotations");
        if (node == null) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw wrong("annotations", "is not a JSON object");
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw wrong("annotations", "has a value that is not a string, at key " + quote(entry.getKey()));
            }
            annotations.put(entry.getKey(), entry.getValue().textValue());
        }
        return annotations;
    }

    Descriptor descriptor(String name) {
        return optionalDescriptor(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    Optional<Descriptor> optionalDescriptor(String name) {
        return Optional.ofNullable(node(name)).map(node -> new JsonFields(path + "." + name, node).asDescriptor());
    }

    /** A list of descriptors; a missing one is empty. */
    List<Descriptor> descriptors(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong(name, "is not a JSON array");
        }
        List<Descriptor> descriptors = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            descriptors.add(new JsonFields(path + "." + name + "[" + i + "]", node.get(i)).asDescriptor());
        }
        return descriptors;
    }

    /** Refuses a field that content of this type must not have. */
    void refuse(String name, MediaType mediaType) {
        if (node(name) != null) {
            throw wrong(name, "must not be there in content of type " + mediaType);
        }
    }

    private Descriptor asDescriptor() {
        return new Descriptor(mediaType(), digest(), size(), optionalText("artifactType"), annotations());
    }

    private MediaType mediaType() {
        String text = optionalText("mediaType").orElseThrow(() -> wrong("mediaType", "is missing"));
        return MediaType.tryParse(text).orElseThrow(() -> wrong("mediaType", "is not a media type: " + quote(text)));
    }

    private Digest digest() {
        String text = optionalText("digest").orElseThrow(() -> wrong("digest", "is missing"));
        return Digest.tryParse(text)
                .orElseThrow(() -> wrong("digest", "is not a sha256 or sha512 digest: " + quote(text)));
    }

    private long size() {
        JsonNode node = node("size");
        if (node == null) {
            throw wrong("size", "is missing");
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong("size", "is not a 64-bit integer: " + quote(node.toString()));
        }
        if (node.longValue() < 0) {
            throw wrong("size", "is negative: " + node.longValue());
        }
        return node.longValue();
    }

    private RegistryException wrong(String name, String what) {
        return new RegistryException(MANIFEST_INVALID, path + "." + name + " " + what);
    }

    /** A text from outside in quotes, cut, without characters that control or cannot be shown. */
    static String quote(String text) {
        return '"' + cut(text) + '"';
    }

    /** A text from outside, cut, without characters that control or cannot be shown. */
    static String cut(String text) {
        String start = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return INVISIBLE.matcher(start).replaceAll("?");
    }
}
