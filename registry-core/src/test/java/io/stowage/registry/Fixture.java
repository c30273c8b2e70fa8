package io.stowage.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.upload.UploadSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Content for tests, and the shortest way to push it. */
public final class Fixture {
    public static final RepositoryName REPOSITORY = RepositoryName.parse("team/app");

    private Fixture() {}

    public static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    public static Digest sha256(byte[] content) {
        return Digest.of(DigestAlgorithm.SHA256, content);
    }

    /** Pushes a blob in one request. */
    public static Digest push(Repository repository, byte[] content) throws IOException {
        Digest digest = sha256(content);
        UploadSession session = repository.uploads().start(DigestAlgorithm.SHA256);
        session.complete(digest, Optional.empty(), new ByteArrayInputStream(content));
        return digest;
    }

    public static String descriptor(String mediaType, byte[] content) {
        return descriptor(mediaType, sha256(content), content.length);
    }

    public static String descriptor(String mediaType, Digest digest, long size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    public static String configOf(byte[] content) {
        return descriptor("application/vnd.oci.image.config.v1+json", content);
    }

    public static String layerOf(byte[] content) {
        return descriptor("application/vnd.oci.image.layer.v1.tar+gzip", content);
    }

    /** An OCI image manifest; {@code more} holds further fields, each beginning with a comma. */
    public static byte[] image(String config, String layers, String more) {
        return bytes(("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"config\":%s,\"layers\":[%s]%s}")
                .formatted(config, layers, more));
    }

    /** An OCI image index. */
    public static byte[] index(String manifests, String more) {
        return bytes(("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                        + "\"manifests\":[%s]%s}")
                .formatted(manifests, more));
    }
}
