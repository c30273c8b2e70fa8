package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removes directories with what is in them. */
final class Trees {
    private final DurableDirectories directories;

    Trees(DurableDirectories directories) {
        this.directories = directories;
    }

    /**
     * Removes a tree, which may be gone or vanish meanwhile; follows no symbolic link.
     *
     * @throws DirectoryNotEmptyException if something came meanwhile, or is still open on NFS
     */
    void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.deleteIfExists(file);
                } catch (FileSystemException e) {
                    if (!FreshLookups.isHiddenByNfs(file)) {
                        throw e;
                    }
                    // Open here, and removed before. It goes when it is closed; until then its directory stays.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                try {
                    directories.remove(directory);
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
