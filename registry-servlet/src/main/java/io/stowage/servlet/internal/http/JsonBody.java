package io.stowage.servlet.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes one JSON value as bytes. */
@FunctionalInterface
public interface JsonBody {

    /** Writes the value. */
    void write(JsonGenerator json) throws IOException;

    /** The bytes that a body writes. */
    static byte[] bytes(JsonBody body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Factory.JSON.createGenerator(bytes)) {
            body.write(json);
        }
        return bytes.toByteArray();
    }

    /** Holds what is costly to make. */
    final class Factory {
        private static final JsonFactory JSON = new JsonFactory();

        private Factory() {}
    }
}
