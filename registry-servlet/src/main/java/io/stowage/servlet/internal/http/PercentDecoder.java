package io.stowage.servlet.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Undoes percent-encoding, once and strictly: what is not well-formed is refused rather than guessed at. */
public final class PercentDecoder {
    private PercentDecoder() {}

    /**
     * Decodes a segment of a path.
     *
     * @throws IllegalArgumentException if an escape is broken, or the bytes are not UTF-8
     */
    public static String path(String raw) {
        return raw.indexOf('%') < 0 ? raw : decode(raw, false);
    }

    /**
     * Decodes a key or value of a query, where a plus sign stands for a space.
     *
     * @throws IllegalArgumentException as for {@link #path}
     */
    public static String query(String raw) {
        return raw.indexOf('%') < 0 && raw.indexOf('+') < 0 ? raw : decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        // An unescaped character above ASCII is taken as its UTF-8 bytes, so that both spellings decode alike.
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                if (i + 2 >= in.length) {
                    throw new IllegalArgumentException("broken percent-encoding");
                }
                out.put((byte) (hex(in[i + 1]) << 4 | hex(in[i + 2])));
                i += 2;
            } else {
                out.put(plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("percent-encoded bytes are not UTF-8", e);
        }
    }

    private static int hex(byte digit) {
        int value = Character.digit((char) (digit & 0xff), 16);
        if (value < 0 || digit < 0) {
            throw new IllegalArgumentException("broken percent-encoding");
        }
        return value;
    }
}
