package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void failuresAreNamedInWordsAndNotByTheirClasses() {
        List<IOException> failures = List.of(
                new AccessDeniedException("/a"),
                new NoSuchFileException("/a"),
                new NotDirectoryException("/a"),
                new FileSystemException("/a", null, "Read-only file system"),
                new FileSystemException("/a"),
                new IOException("Mount point not found"),
                new IOException());

        assertEquals(
                List.of(
                        "permission denied",
                        "/a does not exist",
                        "/a is not a directory",
                        "read-only file system",
                        "input or output failed at /a",
                        "mount point not found",
                        "input or output failed"),
                failures.stream().map(Reason::of).toList());
    }
}
