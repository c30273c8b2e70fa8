package io.stowage.registry.verification;

import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.layerOf;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;

import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Fixture;
import io.stowage.registry.Registry;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A registry in a directory, ways to fill it, and ways to damage it. Paths are Distribution's, written out. */
final class Store implements AutoCloseable {
    private final Path directory;
    private final Path root;
    final Registry registry;

    Store(Path directory) throws IOException {
        this.directory = directory;
        this.root = directory.resolve("docker/registry/v2");
        this.registry = Registry.builder(
                        FilesystemStorage.builder(directory).sync(false).open())
                .build();
    }

    /** Another instance over the same directory, which remembers nothing. */
    Store again() throws IOException {
        return new Store(directory);
    }

    Digest blob(String repository, String content) throws IOException {
        return push(registry.repository(RepositoryName.parse(repository)), bytes(content));
    }

    /** Pushes an image with a config and layers of the given content, and a tag. */
    Digest tagged(String repository, Reference reference, String more, String config, String... layers)
            throws IOException {
        blob(repository, config);
        for (String layer : layers) {
            blob(repository, layer);
        }
        return put(repository, reference, imageBytes(more, config, layers));
    }

    Digest image(String repository, String tag, String config, String... layers) throws IOException {
        return tagged(repository, Tag.parse(tag), "", config, layers);
    }

    /** Pushes an image without a tag. */
    Digest untagged(String repository, String config, String... layers) throws IOException {
        return tagged(repository, sha256(imageBytes("", config, layers)), "", config, layers);
    }

    Digest referrer(String repository, Digest subject, String config, String... layers) throws IOException {
        String more = ",\"subject\":" + descriptor(MediaType.OCI_MANIFEST.value(), subject, 1000);
        return tagged(repository, sha256(imageBytes(more, config, layers)), more, config, layers);
    }

    Digest index(String repository, String tag, Digest... children) throws IOException {
        String list = Stream.of(children)
                .map(child -> descriptor(MediaType.OCI_MANIFEST.value(), child, size(child)))
                .collect(Collectors.joining(","));
        return put(repository, Tag.parse(tag), Fixture.index(list, ""));
    }

    private Digest put(String repository, Reference reference, byte[] manifest) throws IOException {
        return registry.repository(RepositoryName.parse(repository))
                .manifests()
                .put(reference, Optional.empty(), manifest, List.of())
                .digest();
    }

    private static byte[] imageBytes(String more, String config, String... layers) {
        return Fixture.image(
                configOf(bytes(config)),
                Stream.of(layers).map(layer -> layerOf(bytes(layer))).collect(Collectors.joining(",")),
                more);
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    Path data(Digest digest) {
        return root.resolve(
                "blobs/" + digest.algorithm() + "/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "/data");
    }

    Path layerLink(String repository, Digest digest) {
        return root.resolve(
                "repositories/" + repository + "/_layers/" + digest.algorithm() + "/" + digest.hex() + "/link");
    }

    Path revisionLink(String repository, Digest digest) {
        return root.resolve("repositories/" + repository + "/_manifests/revisions/" + digest.algorithm() + "/"
                + digest.hex() + "/link");
    }

    Path tagLink(String repository, String tag) {
        return root.resolve("repositories/" + repository + "/_manifests/tags/" + tag + "/current/link");
    }

    long size(Digest digest) {
        try {
            return Files.size(data(digest));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Changes one bit, and nothing else. */
    void flip(Digest digest) throws IOException {
        byte[] content = Files.readAllBytes(data(digest));
        content[content.length / 2] ^= 1;
        Files.write(data(digest), content);
    }

    void truncate(Digest digest) throws IOException {
        byte[] content = Files.readAllBytes(data(digest));
        Files.write(data(digest), Arrays.copyOf(content, content.length - 1));
    }

    void remove(Digest digest) throws IOException {
        Files.delete(data(digest));
    }

    @Override
    public void close() throws IOException {
        registry.close();
    }
}
