package io.stowage.token;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The file that says whose tokens are trusted; see {@link TrustedTokens#read}. */
final class TrustFile {
    private static final Set<String> NAMES = Set.of("issuer", "service", "realm", "pem", "jwks", "algorithms", "skew");

    private static final int LONGEST_SHOWN = 300;

    // What controls a terminal, turns the direction of text, or is half a character.
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final Path file;

    private TrustFile(Path file) {
        this.file = file;
    }

    static List<TrustedTokens> read(Path file) throws IOException {
        return new TrustFile(file).read();
    }

    private record Value(int line, String text) {}

    private List<TrustedTokens> read() throws IOException {
        List<Map<String, Value>> blocks = new ArrayList<>();
        int line = 0;
        for (String text : lines()) {
            line++;
            String stripped = text.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                add(blocks, line, stripped);
            }
        }
        if (blocks.isEmpty()) {
            throw wrong(1, "there is no issuer in it");
        }
        List<TrustedTokens> all = new ArrayList<>();
        for (Map<String, Value> block : blocks) {
            all.add(tokens(block));
        }
        return all;
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw wrong(1, "it is not UTF-8");
        }
    }

    private void add(List<Map<String, Value>> blocks, int line, String text) throws IOException {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        String value = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (!NAMES.contains(name)) {
            throw wrong(line, "\"" + name + "\" is none of issuer, service, realm, pem, jwks, algorithms, skew");
        }
        if (value.isEmpty()) {
            throw wrong(line, name + " has no value");
        }
        if (name.equals("issuer")) {
            blocks.add(new LinkedHashMap<>());
        } else if (blocks.isEmpty()) {
            throw wrong(line, name + " comes before the issuer, with which a block begins");
        }
        if (blocks.get(blocks.size() - 1).put(name, new Value(line, value)) != null) {
            throw wrong(line, name + " is given twice for one issuer");
        }
    }

    private TrustedTokens tokens(Map<String, Value> block) throws IOException {
        int line = require(block, "issuer").line();
        TrustedTokens.Builder builder = TrustedTokens.builder(
                require(block, "issuer").text(), require(block, "service").text(), realm(require(block, "realm")));
        if (block.containsKey("pem") == block.containsKey("jwks")) {
            throw wrong(line, "the block needs either pem or jwks");
        }
        for (String name : List.of("pem", "jwks", "algorithms", "skew")) {
            Optional<Value> value = Optional.ofNullable(block.get(name));
            if (value.isPresent()) {
                set(builder, name, value.get());
            }
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw wrong(line, String.valueOf(e.getMessage()));
        }
    }

    private void set(TrustedTokens.Builder builder, String name, Value value) throws IOException {
        String text = value.text();
        try {
            switch (name) {
                case "pem" -> builder.pem(file.resolveSibling(text));
                case "jwks" -> {
                    if (text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
                        builder.jwks(URI.create(text));
                    } else {
                        builder.jwks(file.resolveSibling(text));
                    }
                }
                case "algorithms" -> builder.algorithms(text.split("[\\s,]+", -1));
                default -> builder.skew(Duration.ofSeconds(Long.parseLong(text)));
            }
        } catch (NumberFormatException e) {
            throw wrong(value.line(), name + " is not a number of seconds: " + text);
        } catch (FileSystemException e) {
            throw wrong(
                    value.line(),
                    "cannot use " + e.getFile() + ": " + (e.getReason() == null ? reason(e) : e.getReason()));
        } catch (IllegalArgumentException e) {
            throw wrong(value.line(), String.valueOf(e.getMessage()));
        }
    }

    private static String reason(FileSystemException e) {
        return switch (e.getClass().getSimpleName()) {
            case "NoSuchFileException" -> "it does not exist";
            case "AccessDeniedException" -> "permission denied";
            default -> e.getClass().getSimpleName();
        };
    }

    private String realm(Value realm) throws IOException {
        if (!realm.text().matches("https?://[^/\\s]+\\S*")) {
            throw wrong(realm.line(), "realm is not an http or https address: " + realm.text());
        }
        return realm.text();
    }

    private Value require(Map<String, Value> block, String name) throws IOException {
        Value value = block.get(name);
        if (value == null) {
            int line = block.values().iterator().next().line();
            throw wrong(line, "the block has no " + name);
        }
        return value;
    }

    private IOException wrong(int line, String what) {
        return new IOException(file + ":" + line + ": " + shown(what, LONGEST_SHOWN));
    }

    /** A text of somebody else's as it can be shown: cut, with nothing in it that does not print. */
    static String shown(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) + "…" : text;
        return INVISIBLE.matcher(cut).replaceAll("?");
    }
}
