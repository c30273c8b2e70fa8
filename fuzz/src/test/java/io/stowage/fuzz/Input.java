package io.stowage.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes that a fuzzer makes, as what a parser gets. */
public final class Input {
    private Input() {}

    /**
     * As text: UTF-8, and what is not UTF-8 byte by byte, as containers read headers. So a kept input is readable, and no
     * character is out of reach.
     */
    public static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(data, StandardCharsets.ISO_8859_1);
        }
    }

    /** The first line. */
    public static String head(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** All after the first line; empty if there is none. */
    public static String tail(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end + 1);
    }

    /** The first line of bytes, as text. */
    public static String head(byte[] data) {
        return head(new String(data, StandardCharsets.ISO_8859_1));
    }

    /** All bytes after the first line; none if there is none. */
    public static byte[] tail(byte[] data) {
        return tail(new String(data, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
