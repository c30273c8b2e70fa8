package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;

/** A stream of lines, each written whole with one call, so that those of several threads and processes do not mix. */
final class Lines {
    private final OutputStream out;

    Lines(OutputStream out) {
        this.out = requireNonNull(out, "out is null");
    }

    /** Writes a line, to which it adds the end. A stream that is gone is no reason to fail the request that is logged. */
    void write(String line) {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            // Nowhere left to say it.
        }
    }
}
