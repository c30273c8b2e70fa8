package io.stowage.storage.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.storage.StoredManifest;
import java.util.List;
import java.util.Optional;

/**
 * Manifests as clients push them: real JSON, since a storage may learn media type and subject from the content.
 * Manifests with different labels have different content.
 */
final class SampleManifests {
    private SampleManifests() {}

    /** An OCI image manifest with a config and a layer. */
    static StoredManifest image(String label) {
        return image(label, DigestAlgorithm.SHA256, Optional.empty());
    }

    /** An OCI image manifest that refers to another manifest. */
    static StoredManifest referrer(String label, Digest subject) {
        return image(label, DigestAlgorithm.SHA256, Optional.of(subject));
    }

    static StoredManifest image(String label, DigestAlgorithm algorithm, Optional<Digest> subject) {
        String json = "{\n  \"schemaVersion\": 2,\n  \"mediaType\": \"" + MediaType.OCI_MANIFEST + "\",\n"
                + "  \"config\": " + descriptor("application/vnd.oci.image.config.v1+json", label + " config") + ",\n"
                + "  \"layers\": [" + descriptor("application/vnd.oci.image.layer.v1.tar+gzip", label + " layer")
                + "]" + subject.map(SampleManifests::subject).orElse("") + annotations(label) + "\n}";
        return stored(MediaType.OCI_MANIFEST, json, algorithm, subject);
    }

    /** An OCI index over two manifests. */
    static StoredManifest index(String label) {
        return index(label, DigestAlgorithm.SHA256, Optional.empty());
    }

    static StoredManifest index(String label, DigestAlgorithm algorithm, Optional<Digest> subject) {
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":["
                + descriptor(MediaType.OCI_MANIFEST.value(), label + " amd64") + ","
                + descriptor(MediaType.OCI_MANIFEST.value(), label + " arm64") + "]"
                + subject.map(SampleManifests::subject).orElse("") + annotations(label) + "}";
        return stored(MediaType.OCI_INDEX, json, algorithm, subject);
    }

    /** A Docker schema 2 manifest, indented by three as Docker does. */
    static StoredManifest dockerImage(String label, DigestAlgorithm algorithm) {
        String json = "{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"" + MediaType.DOCKER_MANIFEST + "\",\n"
                + "   \"config\": " + descriptor("application/vnd.docker.container.image.v1+json", label + " config")
                + ",\n   \"layers\": [\n      "
                + descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", label + " layer") + "\n   ]\n}";
        return stored(MediaType.DOCKER_MANIFEST, json, algorithm, Optional.empty());
    }

    /** A Docker manifest list. */
    static StoredManifest dockerList(String label, DigestAlgorithm algorithm) {
        String json = "{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"" + MediaType.DOCKER_MANIFEST_LIST + "\",\n"
                + "   \"manifests\": [" + descriptor(MediaType.DOCKER_MANIFEST.value(), label + " amd64") + "]\n}";
        return stored(MediaType.DOCKER_MANIFEST_LIST, json, algorithm, Optional.empty());
    }

    /** An OCI image manifest that leaves its own media type out, as image-spec allows. */
    static StoredManifest imageWithoutMediaType(String label) {
        String json = "{\"schemaVersion\":2,\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", label + " config") + ",\"layers\":[]}";
        return stored(MediaType.OCI_MANIFEST, json, DigestAlgorithm.SHA256, Optional.empty());
    }

    /** An OCI index that leaves its own media type out, as image-spec allows. */
    static StoredManifest indexWithoutMediaType(String label) {
        String json = "{\"schemaVersion\":2,\"manifests\":["
                + descriptor(MediaType.OCI_MANIFEST.value(), label + " amd64") + "]}";
        return stored(MediaType.OCI_INDEX, json, DigestAlgorithm.SHA256, Optional.empty());
    }

    /** An image manifest of at least so many bytes, with letters of several lengths in UTF-8 and a newline at its end. */
    static StoredManifest large(int size) {
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", "config")
                + ",\"layers\":[],\"annotations\":{\"filler\":\"ä€😀" + "x".repeat(size) + "\"}}\n";
        return stored(MediaType.OCI_MANIFEST, json, DigestAlgorithm.SHA256, Optional.empty());
    }

    /** One of each kind, with each algorithm, with and without subject. */
    static List<StoredManifest> ofEachKind(DigestAlgorithm algorithm) {
        Digest subject = image("subject").digest();
        Digest longSubject =
                image("subject", DigestAlgorithm.SHA512, Optional.empty()).digest();
        return List.of(
                image("kind", algorithm, Optional.empty()),
                image("kind", algorithm, Optional.of(subject)),
                image("kind", algorithm, Optional.of(longSubject)),
                index("kind", algorithm, Optional.empty()),
                index("kind", algorithm, Optional.of(subject)),
                index("kind", algorithm, Optional.of(longSubject)),
                dockerImage("kind", algorithm),
                dockerList("kind", algorithm),
                imageWithoutMediaType("kind"),
                indexWithoutMediaType("kind"));
    }

    private static StoredManifest stored(
            MediaType mediaType, String json, DigestAlgorithm algorithm, Optional<Digest> subject) {
        byte[] content = json.getBytes(UTF_8);
        return new StoredManifest(Digest.of(algorithm, content), mediaType, content, subject);
    }

    private static String descriptor(String mediaType, String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.of(DigestAlgorithm.SHA256, bytes)
                + "\",\"size\":" + bytes.length + "}";
    }

    private static String subject(Digest digest) {
        return ",\"subject\":{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + digest
                + "\",\"size\":1234}";
    }

    private static String annotations(String label) {
        return ",\"annotations\":{\"label\":\"" + label + "\"}";
    }
}
