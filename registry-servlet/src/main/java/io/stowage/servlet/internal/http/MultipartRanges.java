package io.stowage.servlet.internal.http;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Several parts of a blob in one body of {@code multipart/byteranges} (RFC 9110 section 14.6), of a length known before. */
public final class MultipartRanges {
    private final List<RangeHeader.Part> parts;
    private final long size;
    private final String boundary = UUID.randomUUID().toString();

    /** Parts of a blob of the given size. */
    public MultipartRanges(List<RangeHeader.Part> parts, long size) {
        this.parts = parts;
        this.size = size;
    }

    /** The media type of the body, with the boundary. */
    public String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The exact length of the body. */
    public long contentLength() {
        long length = end().length;
        for (RangeHeader.Part part : parts) {
            length += head(part).length + part.length();
        }
        return length;
    }

    /** Sends the body. */
    public void send(BlobContent content, ServletOutputStream out) throws IOException {
        for (RangeHeader.Part part : parts) {
            write(out, head(part));
            content.send(part.offset(), part.length(), out);
        }
        write(out, end());
    }

    private static void write(ServletOutputStream out, byte[] bytes) throws IOException {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new BrokenConnectionException("the client left", e);
        }
    }

    private byte[] head(RangeHeader.Part part) {
        String head = "\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: "
                + part.contentRange(size) + "\r\n\r\n";
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] end() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
