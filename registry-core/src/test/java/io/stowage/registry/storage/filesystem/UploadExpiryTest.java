package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.registry.upload.StaleUploadReaper;
import io.stowage.registry.upload.StaleUploadReaper.Reaped;
import io.stowage.storage.PendingUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When uploads are over that nobody finished, and how many bytes they had. */
class UploadExpiryTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    @Test
    void itCountsFromTheLastBytesThatCame() throws IOException {
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            PendingUpload upload = storage.uploads().create(APP, Instant.now().minus(DAY.multipliedBy(8)));
            Pushed.append(upload, "some");
            age(3);
            assertEquals(new Reaped(1, 4), reaper(storage).rehearse());

            Pushed.append(upload, " more");

            assertEquals(Reaped.NOTHING, reaper(storage).reap());
            age(3);
            assertEquals(new Reaped(1, 9), reaper(storage).reap());
        }
    }

    @Test
    void aLongRequestIsNoPause() throws IOException {
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            PendingUpload upload = storage.uploads().create(APP, Instant.now().minus(DAY.multipliedBy(8)));
            try (var out = upload.append(0)) {
                age(3);
                out.write(new byte[1 << 20]);
                out.flush();

                assertEquals(Reaped.NOTHING, reaper(storage).rehearse());
            }
        }
    }

    @Test
    void uploadsOfOtherRegistriesHaveAnAgeAndASizeToo() throws IOException {
        String upload = "repositories/team/app/_uploads/0192d1f0-aaaa-7bbb-8ccc-000000000003/";
        new Tree(directory)
                .file(upload + "startedat", "2026-01-02T03:04:05Z")
                .file(upload + "data", "12345")
                .file(upload + "hashstates/sha256/0", "state");
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            assertEquals(Reaped.NOTHING, reaper(storage).rehearse());

            age(3);

            assertEquals(new Reaped(1, 5), reaper(storage).reap());
            assertEquals(List.of(), storage.uploads().startedBefore(Instant.MAX));
        }
    }

    private static StaleUploadReaper reaper(FilesystemStorage storage) {
        return new StaleUploadReaper(storage.uploads(), Clock.systemUTC(), DAY);
    }

    /** As if everything had been left alone for some days. */
    private void age(int days) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(DAY.multipliedBy(days)));
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.toList()) {
                Files.setLastModifiedTime(path, old);
            }
        }
    }
}
