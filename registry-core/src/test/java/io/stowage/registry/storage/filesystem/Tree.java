package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory as another registry, or an accident, left it. Paths are written out here, so that they are not those that
 * the storage happens to build, but Distribution's.
 */
final class Tree {
    private final Path root;

    Tree(Path directory) {
        this.root = directory.resolve("docker/registry/v2");
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    Tree file(String relative, String content) throws IOException {
        return file(relative, content.getBytes(UTF_8));
    }

    Tree file(String relative, byte[] content) throws IOException {
        Path path = path(relative);
        Files.createDirectories(path.getParent());
        Files.write(path, content);
        return this;
    }

    Tree directory(String relative) throws IOException {
        Files.createDirectories(path(relative));
        return this;
    }

    Tree blob(String repository, Digest digest, String content) throws IOException {
        file(data(digest), content);
        return file(layer(repository, digest), digest.toString());
    }

    Tree manifest(String repository, StoredManifest manifest) throws IOException {
        file(data(manifest.digest()), manifest.content());
        return file(revision(repository, manifest.digest()), manifest.digest().toString());
    }

    Tree tag(String repository, String tag, Digest digest) throws IOException {
        file(
                "repositories/" + repository + "/_manifests/tags/" + tag + "/index/" + slashed(digest) + "/link",
                digest.toString());
        return file(current(repository, tag), digest.toString());
    }

    static String data(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "/data";
    }

    static String layer(String repository, Digest digest) {
        return "repositories/" + repository + "/_layers/" + slashed(digest) + "/link";
    }

    static String revision(String repository, Digest digest) {
        return "repositories/" + repository + "/_manifests/revisions/" + slashed(digest) + "/link";
    }

    static String current(String repository, String tag) {
        return "repositories/" + repository + "/_manifests/tags/" + tag + "/current/link";
    }

    /** Every file with its content. */
    Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                files.put(root.relativize(path).toString(), Files.readString(path, ISO_8859_1));
            }
        }
        return files;
    }

    private static String slashed(Digest digest) {
        return digest.algorithm() + "/" + digest.hex();
    }
}
