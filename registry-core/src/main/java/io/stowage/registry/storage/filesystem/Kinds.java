package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What lies under a name. Unlike {@link Files#isDirectory} and its kin, this takes no failure of the medium for an absence. */
final class Kinds {
    private Kinds() {}

    /** Whether it is a directory, or a link to one. */
    static boolean isDirectory(Path path) throws IOException {
        return attributes(path).map(BasicFileAttributes::isDirectory).orElse(false);
    }

    /** Whether it is a file, or a link to one. */
    static boolean isFile(Path path) throws IOException {
        return attributes(path).map(BasicFileAttributes::isRegularFile).orElse(false);
    }

    /** Its attributes; empty if there is nothing. */
    static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
