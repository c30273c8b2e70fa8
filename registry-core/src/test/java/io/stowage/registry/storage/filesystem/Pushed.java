package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/** Content for tests, and the way it comes into a storage. */
final class Pushed {
    static final RepositoryName APP = RepositoryName.parse("team/app");

    private Pushed() {}

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static Digest digest(String text) {
        return Digest.of(DigestAlgorithm.SHA256, bytes(text));
    }

    static void append(PendingUpload upload, String text) throws IOException {
        try (OutputStream out = upload.append(upload.size())) {
            out.write(bytes(text));
        }
    }

    static Digest blob(RegistryStorage storage, RepositoryName repository, String text) throws IOException {
        PendingUpload upload = storage.uploads().create(repository, Instant.EPOCH);
        append(upload, text);
        upload.commit(digest(text));
        return digest(text);
    }

    static Optional<String> read(RegistryStorage storage, RepositoryName repository, Digest digest) throws IOException {
        var found = storage.blobs().find(repository, digest);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get().open(0)) {
            return Optional.of(new String(in.readAllBytes(), UTF_8));
        }
    }

    static StoredManifest image(String label) {
        return stored(imageJson(label, ""), Optional.empty());
    }

    /** An image manifest that says a layer has a size. */
    static StoredManifest image(Digest layer, long size) {
        return stored(
                "{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"application/octet-stream\",\"digest\":\"" + layer
                        + "\",\"size\":" + size + "}]}",
                Optional.empty());
    }

    static StoredManifest referrer(String label, Digest subject) {
        return stored(
                imageJson(
                        label,
                        ",\"subject\":{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + subject
                                + "\",\"size\":2}"),
                Optional.of(subject));
    }

    private static String imageJson(String label, String more) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\"" + more
                + ",\"annotations\":{\"label\":\"" + label + "\"}}";
    }

    private static StoredManifest stored(String json, Optional<Digest> subject) {
        return new StoredManifest(digest(json), MediaType.OCI_MANIFEST, bytes(json), subject);
    }
}
