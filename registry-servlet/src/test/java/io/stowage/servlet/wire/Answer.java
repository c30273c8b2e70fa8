package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.registry.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One answer as it came over the wire, with what tests want to know of it. */
public final class Answer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final List<String> lines;
    private final byte[] body;

    private Answer(int status, List<String> lines, byte[] body) {
        this.status = status;
        this.lines = lines;
        this.body = body;
    }

    /** Takes an answer apart; everything after its head is its body. */
    static Answer parse(byte[] raw) {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        assertTrue(end > 0, () -> "not an answer: " + text);
        List<String> lines =
                new ArrayList<>(Arrays.asList(text.substring(0, end).split("\r\n", -1)));
        int status = Integer.parseInt(lines.remove(0).split(" ", 3)[1]);
        return new Answer(status, lines, Arrays.copyOfRange(raw, end + 4, raw.length));
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** Every value of a header. */
    public List<String> headers(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }

    /** The value of a header that must be there once. */
    public String header(String name) {
        List<String> values = headers(name);
        assertEquals(1, values.size(), () -> name + " once in " + this);
        return values.get(0);
    }

    /** The body. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return fail("not JSON: " + this, e);
        }
    }

    /** Expects a status, and what every answer has. */
    public Answer is(int expected) {
        assertEquals(expected, status, this::toString);
        assertEquals("registry/2.0", header("Docker-Distribution-Api-Version"));
        assertEquals(List.of(), headers("Content-Encoding"));
        assertEquals(List.of(), headers("Transfer-Encoding"), this::toString);
        return this;
    }

    /** Expects headers, each as {@code Name: value}. */
    public Answer with(String... expected) {
        for (String line : expected) {
            int colon = line.indexOf(':');
            assertEquals(line.substring(colon + 1).strip(), header(line.substring(0, colon)), this::toString);
        }
        return this;
    }

    /** Expects headers not to be there. */
    public Answer without(String... names) {
        for (String name : names) {
            assertEquals(List.of(), headers(name), this::toString);
        }
        return this;
    }

    /** Expects a body, with its length in the head. */
    public Answer withBody(String expected) {
        assertEquals(expected, text());
        return with("Content-Length: " + body.length);
    }

    /** Expects a length that is the content's, or none (RFC 9110 section 8.6, of an answer that leaves the content out). */
    public Answer withLengthOrNone(int length) {
        if (!headers("Content-Length").isEmpty()) {
            assertEquals(String.valueOf(length), header("Content-Length"), this::toString);
        }
        return this;
    }

    /** Expects no body at all. */
    public Answer withoutBody() {
        assertEquals("", text());
        return this;
    }

    /** Expects an error of the specification, in JSON, that says nothing of our insides. */
    public Answer isError(int expected, ErrorCode code) {
        is(expected);
        with("Content-Type: application/json", "Content-Length: " + body.length);
        JsonNode error = json().path("errors").path(0);
        assertEquals(code.name(), error.path("code").asText(), this::toString);
        assertTrue(error.path("message").asText().length() > 5, this::toString);
        assertTrue(
                !text().contains("io.stowage") && !text().contains("java.") && !text().contains("Exception"),
                this::toString);
        return this;
    }

    @Override
    public String toString() {
        return status + " " + lines + " " + text();
    }
}
