package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Fills a data directory without a server. */
final class Pushes {
    private final Path data;

    Pushes(Path data) {
        this.data = data;
    }

    /** Pushes an image, the first content being its config, and answers the digest of its manifest. */
    Digest image(String repository, String tag, String... contents) throws IOException {
        try (Registry registry = Registry.builder(
                        FilesystemStorage.builder(data).sync(false).open())
                .build()) {
            Repository target = registry.repository(RepositoryName.parse(repository));
            for (String content : contents) {
                target.uploads()
                        .start(DigestAlgorithm.SHA256)
                        .complete(digest(content), Optional.empty(), new ByteArrayInputStream(content.getBytes(UTF_8)));
            }
            String layers =
                    Arrays.stream(contents).skip(1).map(Pushes::descriptor).collect(Collectors.joining(","));
            String manifest = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                    + "\"config\":" + descriptor(contents[0]) + ",\"layers\":[" + layers + "]}";
            return target.manifests()
                    .put(Tag.parse(tag), Optional.empty(), manifest.getBytes(UTF_8), List.of())
                    .digest();
        }
    }

    Path bytes(Digest digest) {
        return data.resolve(
                "docker/registry/v2/blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "/data");
    }

    static Digest digest(String content) {
        return Digest.of(DigestAlgorithm.SHA256, content.getBytes(UTF_8));
    }

    private static String descriptor(String content) {
        return "{\"mediaType\":\"application/octet-stream\",\"digest\":\"" + digest(content) + "\",\"size\":"
                + content.length() + "}";
    }
}
