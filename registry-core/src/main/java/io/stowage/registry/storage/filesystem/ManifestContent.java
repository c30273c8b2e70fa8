package io.stowage.registry.storage.filesystem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of itself and that the directory keeps nowhere else.
 *
 * @param mediaType its type; where the content is silent, an index if it lists manifests, else an OCI image manifest
 * @param subject the digest of the manifest that it refers to
 * @param references the content that it names
 */
record ManifestContent(MediaType mediaType, Optional<Digest> subject, List<Reference> references) {

    /** Content that a manifest names, and how many bytes it says that has. */
    record Reference(Digest digest, long size) {}

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE) // the manifest as a whole is bounded
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    /**
     * Reads the few fields that matter, tolerant of all others.
     *
     * @return empty for what is not a manifest that this registry serves
     */
    static Optional<ManifestContent> read(byte[] content) {
        try (JsonParser json = JSON.createParser(content)) {
            return new Reader(json).read();
        } catch (IOException e) {
            return Optional.empty(); // not JSON, or too deep
        }
    }

    private static final class Reader {
        private final JsonParser json;
        private final List<Reference> references = new ArrayList<>();
        private @Nullable String mediaType;
        private @Nullable Digest subject;
        private boolean listsManifests;
        private boolean schema1;

        Reader(JsonParser json) {
            this.json = json;
        }

        Optional<ManifestContent> read() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                readField(field);
            }
            return schema1 ? Optional.empty() : type().map(this::asContent);
        }

        private ManifestContent asContent(MediaType type) {
            return new ManifestContent(type, Optional.ofNullable(subject), List.copyOf(references));
        }

        private Optional<MediaType> type() {
            if (mediaType == null || mediaType.isEmpty()) {
                return Optional.of(listsManifests ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST);
            }
            return MediaType.tryParse(mediaType).filter(type -> type.isIndex() || type.isImageManifest());
        }

        private void readField(String field) throws IOException {
            switch (field) {
                case "schemaVersion" -> {
                    schema1 = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && json.getBigIntegerValue().equals(BigInteger.ONE);
                    json.skipChildren();
                }
                case "mediaType" -> mediaType = text();
                case "subject" -> subject = descriptor().map(Reference::digest).orElse(null);
                case "config" -> descriptor().ifPresent(references::add);
                case "manifests" -> {
                    listsManifests = json.currentToken() != JsonToken.VALUE_NULL;
                    descriptors();
                }
                case "layers" -> descriptors();
                default -> json.skipChildren();
            }
        }

        private void descriptors() throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == null) {
                    return; // ends in the middle: the caller sees it too
                }
                descriptor().ifPresent(references::add);
            }
        }

        private Optional<Reference> descriptor() throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                return Optional.empty();
            }
            String digest = null;
            long size = -1;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("digest")) {
                    digest = text();
                } else if (field.equals("size") && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                    size = json.getBigIntegerValue().bitLength() < Long.SIZE ? json.getLongValue() : -1;
                } else {
                    json.skipChildren();
                }
            }
            long stated = size;
            return Optional.ofNullable(digest).flatMap(Digest::tryParse).map(d -> new Reference(d, stated));
        }

        private @Nullable String text() throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return json.getText();
            }
            json.skipChildren();
            return null;
        }
    }
}
