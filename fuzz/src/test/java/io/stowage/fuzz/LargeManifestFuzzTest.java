package io.stowage.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;

/** Manifests up to the largest, deepest and most crowded: bounded in time and memory. {@link Repeats} makes them. */
@Timeout(120)
class LargeManifestFuzzTest {

    @FuzzTest
    void isServedAsPushedOrRefusedWithinItsTime(byte[] data) throws IOException {
        byte[] content = Repeats.expand(new String(data, ISO_8859_1)).getBytes(ISO_8859_1);
        ManifestPush.check(Optional.empty(), content);
    }
}
