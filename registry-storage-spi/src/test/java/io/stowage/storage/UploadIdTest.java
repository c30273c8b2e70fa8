package io.stowage.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.testing.EqualsTester;
import com.google.common.testing.NullPointerTester;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadIdTest {
    private static final String TEXT = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

    @Test
    void anIdIsItsText() {
        UploadId id = new UploadId(TEXT);

        assertEquals(TEXT, id.value());
        assertEquals(TEXT, id.toString());
        assertEquals(Optional.of(id), UploadId.tryParse(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "0",
                "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9",
                "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                "{0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9}",
                "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f",
                TEXT + "0",
                TEXT + "\n",
                " " + TEXT,
                TEXT + "/..",
                "../2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
                "ga1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
                "\u0661a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
                "0-0-0-0-0",
                "..",
                "%2e%2e"
            })
    void anythingElseIsRefused(String text) {
        assertEquals(Optional.empty(), UploadId.tryParse(text));
        assertThrows(IllegalArgumentException.class, () -> new UploadId(text));
    }

    @Test
    void aTextWithoutEndIsRefused() {
        assertEquals(Optional.empty(), UploadId.tryParse("0".repeat(10_000_000)));
    }

    @Test
    void nullIsRefused() {
        NullPointerTester tester = new NullPointerTester();

        tester.testAllPublicConstructors(UploadId.class);
        tester.testAllPublicStaticMethods(UploadId.class);
    }

    @Test
    void randomIdsDiffer() {
        Set<UploadId> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(UploadId.random());
        }

        assertEquals(10_000, ids.size());
    }

    @Test
    void idsWithTheSameTextAreEqual() {
        new EqualsTester()
                .addEqualityGroup(new UploadId(TEXT), UploadId.tryParse(TEXT).orElseThrow())
                .addEqualityGroup(UploadId.random())
                .testEquals();
    }
}
