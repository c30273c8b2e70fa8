package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingsTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

    @TempDir
    Path directory;

    private Listings listings;

    @BeforeEach
    void open() {
        listings = new Listings(new FreshLookups(directory, false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesComeInOrderFromAnyPointOn(boolean settled) throws IOException {
        create("b", "a", "c", "a-1");
        if (settled) {
            Files.setLastModifiedTime(directory, LONG_AGO);
        }

        assertEquals(List.of("a", "a-1", "b", "c"), list(Optional.empty()));
        assertEquals(List.of("b", "c"), list(Optional.of("a-1")));
        assertEquals(List.of("b", "c"), list(Optional.of("aa")));
        assertEquals(List.of(), list(Optional.of("c")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNameStandsForWhatItMeans(boolean settled) throws IOException {
        create("a", "b");
        if (settled) {
            Files.setLastModifiedTime(directory, LONG_AGO);
        }
        List<String> found = new ArrayList<>();

        listings.after(directory, Optional.of("a"), (name, texts) -> {
                    if (name.equals("a")) {
                        texts.accept("a");
                        texts.accept("a/");
                    }
                })
                .forEachRemaining(found::add);

        assertEquals(List.of("a/"), found);
    }

    @Test
    void whatComesOrGoesIsSeenAtOnce() throws IOException {
        create("a");
        Files.setLastModifiedTime(directory, LONG_AGO);
        assertEquals(List.of("a"), list(Optional.empty()));

        create("b");
        assertEquals(List.of("a", "b"), list(Optional.empty()));

        Files.setLastModifiedTime(directory, FileTime.fromMillis(1));
        assertEquals(List.of("a", "b"), list(Optional.empty()));
        Files.delete(directory.resolve("a"));
        assertEquals(List.of("b"), list(Optional.empty()));
    }

    @Test
    void aDirectoryThatDoesNotChangeIsReadOnce() throws IOException {
        create("a");
        Files.setLastModifiedTime(directory, LONG_AGO);
        assertEquals(List.of("a"), list(Optional.empty()));

        create("b");
        Files.setLastModifiedTime(directory, LONG_AGO); // a file system that does not tell

        assertEquals(List.of("a"), list(Optional.empty()));
        listings.forget();
        assertEquals(List.of("a", "b"), list(Optional.empty()));
    }

    @Test
    void aDirectoryThatChangedJustNowIsReadAgain() throws IOException {
        FileTime now = FileTime.from(Instant.now().plusSeconds(60));
        create("a");
        Files.setLastModifiedTime(directory, now);
        assertEquals(List.of("a"), list(Optional.empty()));

        create("b");
        Files.setLastModifiedTime(directory, now); // within the clock's grain

        assertEquals(List.of("a", "b"), list(Optional.empty()));
    }

    @Test
    void aDirectoryThatIsNotThereHasNoNames() throws IOException {
        Path absent = directory.resolve("absent");

        assertEquals(List.of(), list(absent, Optional.empty()));

        Files.createDirectory(absent);
        Files.createFile(absent.resolve("a"));
        assertEquals(List.of("a"), list(absent, Optional.empty()));
    }

    private void create(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
    }

    private List<String> list(Optional<String> last) throws IOException {
        return list(directory, last);
    }

    private List<String> list(Path from, Optional<String> last) throws IOException {
        List<String> names = new ArrayList<>();
        listings.after(from, last, (name, texts) -> texts.accept(name)).forEachRemaining(names::add);
        return names;
    }
}
