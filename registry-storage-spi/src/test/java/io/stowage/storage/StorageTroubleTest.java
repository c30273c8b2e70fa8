package io.stowage.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StorageTroubleTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(StorageTrouble.FULL, new IOException("No space left on device")),
                Arguments.of(StorageTrouble.FULL, new IOException("Write failed: Disk quota exceeded")),
                Arguments.of(StorageTrouble.FULL, said("No space left on device")),
                Arguments.of(StorageTrouble.READ_ONLY, said("Read-only file system")),
                Arguments.of(StorageTrouble.UNREACHABLE, said("Stale file handle")),
                Arguments.of(StorageTrouble.UNREACHABLE, said("Transport endpoint is not connected")),
                Arguments.of(StorageTrouble.OVERLOADED, said("Too many open files")),
                Arguments.of(StorageTrouble.OVERLOADED, said("Too many open files in system")),
                Arguments.of(StorageTrouble.DAMAGED, new IOException("Input/output error")),
                Arguments.of(StorageTrouble.DAMAGED, said("Structure needs cleaning")),
                Arguments.of(StorageTrouble.FORBIDDEN, new AccessDeniedException("/a")),
                Arguments.of(StorageTrouble.OBSTRUCTED, new NotDirectoryException("/a")),
                Arguments.of(StorageTrouble.OBSTRUCTED, said("Not a directory")),
                Arguments.of(StorageTrouble.OTHER, new NoSuchFileException("/a")),
                Arguments.of(StorageTrouble.OTHER, new IOException((String) null)),
                // a mistake in the code that happens to say so is one
                Arguments.of(StorageTrouble.OTHER, new IllegalStateException("no space left")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isToldByTypeOrWords(StorageTrouble expected, Exception failure) {
        assertEquals(expected, StorageTrouble.of(failure));
        assertEquals(expected, StorageTrouble.of(new IOException("could not do it", failure)));
    }

    @Test
    void whatAStorageKnowsCountsMoreThanItsWords() {
        IOException away = new StorageFailedException(
                StorageTrouble.UNREACHABLE, "away", new IOException("No space left on device"));

        assertEquals(StorageTrouble.UNREACHABLE, StorageTrouble.of(new UncheckedIOException(away)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDeviceIsFullInTheWordsOfThisMachine() throws IOException {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            full.write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            assertEquals(StorageTrouble.FULL, StorageTrouble.of(e));
            return;
        }
        throw new AssertionError("/dev/full took a byte");
    }

    private static FileSystemException said(String reason) {
        return new FileSystemException("/a", null, reason);
    }
}
