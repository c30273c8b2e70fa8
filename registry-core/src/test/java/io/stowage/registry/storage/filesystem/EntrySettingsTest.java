package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntrySettingsTest {
    @ParameterizedTest
    @CsvSource({
        "2770, 2770, rwxrwx---",
        "660,  0660, rw-rw----",
        "0000, 0000, ---------",
        "7777, 7777, rwxrwxrwx",
        "0421, 0421, r---w---x"
    })
    void aModeIsReadAndWrittenInOctal(String text, String written, String permissions) {
        FileMode mode = FileMode.parse(text);

        assertEquals(written, mode.toString());
        assertEquals(PosixFilePermissions.fromString(permissions), mode.permissions());
        assertEquals(mode, FileMode.parse(mode.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "77", "02770", "2778", "rwx", "u+rwx", "-770", "+770", " 770", "0x770", "٧٧٠"})
    void whatIsNoModeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> FileMode.parse(text));
    }

    @Test
    void aModeHasNoOtherBits() {
        assertThrows(IllegalArgumentException.class, () -> new FileMode(010000));
        assertThrows(IllegalArgumentException.class, () -> new FileMode(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2770", "0700", "2777", "0755", "2750"})
    void directoriesNeedTheirOwner(String mode) {
        assertEquals(
                FileMode.parse(mode),
                EntrySettings.NONE
                        .withDirectoryMode(FileMode.parse(mode))
                        .directoryMode()
                        .orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0670", "0500", "0660", "1770", "4770", "3770"})
    void directoryModesThatLockOutOrHinderAreRefused(String mode) {
        assertThrows(IllegalArgumentException.class, () -> EntrySettings.NONE.withDirectoryMode(FileMode.parse(mode)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0400", "0060", "0770", "2660", "4660", "1660"})
    void fileModesThatLockOutOrMakeSomethingElseOfAFileAreRefused(String mode) {
        assertThrows(IllegalArgumentException.class, () -> EntrySettings.NONE.withFileMode(FileMode.parse(mode)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "-R"})
    void whatIsNoGroupIsRefused(String group) {
        assertThrows(IllegalArgumentException.class, () -> EntrySettings.NONE.withGroup(group));
    }
}
