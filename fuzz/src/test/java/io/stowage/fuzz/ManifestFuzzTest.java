package io.stowage.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.MediaType;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;

/** Manifests, pushed through the registry's door. The input is the Content-Type or an empty line, then the manifest. */
@Timeout(120)
class ManifestFuzzTest {

    @FuzzTest
    void isServedAsPushedOrRefused(byte[] data) throws IOException {
        ManifestPush.check(MediaType.tryParse(Input.head(data)), Input.tail(data));
    }
}
