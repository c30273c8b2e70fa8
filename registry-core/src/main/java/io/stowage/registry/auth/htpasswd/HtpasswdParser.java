package io.stowage.registry.auth.htpasswd;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the lines of a password file, tolerantly: a line that cannot be used is named, and the others count.
 *
 * <pre>
 * # comment
 * alice:$2y$05$LFTYdsuysxaFCwUETo2TM.Cy/bnnQGOlY8YXNGEAicby1kgNvxzOS
 * </pre>
 *
 * As with Apache, the first line with a name counts, whatever it holds; spaces around a line, and what follows a second
 * colon, do not.
 */
final class HtpasswdParser {
    /** What a check of this cost takes is seconds already. */
    static final int HIGHEST_COST = 15;

    private final Map<String, BcryptHash> hashes = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private HtpasswdParser() {}

    /**
     * What can be read from a file.
     *
     * @param hashes of the users who can log in
     * @param problems the lines that cannot be used, in order
     */
    record Result(Map<String, BcryptHash> hashes, List<Problem> problems) {}

    /**
     * A line that cannot be used.
     *
     * @param line its number, from 1
     * @param what why, without a word from the file
     */
    record Problem(int line, String what) {
        @Override
        public String toString() {
            return "line " + line + ": " + what;
        }
    }

    /**
     * Makes sense of a file.
     *
     * @throws IllegalArgumentException if it is empty, or breaks off before the end of a hash: {@code htpasswd} writes it
     *     in place, so that it can be seen so for a moment
     */
    static Result parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        HtpasswdParser parser = new HtpasswdParser();
        List<String> lines = Splitter.on('\n').splitToList(text);
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                if (number == lines.size() && breaksOff(line)) {
                    throw new IllegalArgumentException("line " + number + " breaks off");
                }
                parser.add(line).ifPresent(what -> parser.problems.add(new Problem(number, what)));
            }
        }
        return new Result(parser.hashes, parser.problems);
    }

    private Optional<String> add(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            return Optional.of(colon == 0 ? "no user name" : "no colon");
        }
        String name = line.substring(0, colon);
        if (!names.add(name)) {
            return Optional.of("a user who has a line already, which counts");
        }
        String hash = hash(line);
        Optional<BcryptHash> bcrypt = BcryptHash.tryParse(hash);
        if (bcrypt.isEmpty()) {
            return Optional.of(HashKind.of(hash));
        }
        if (bcrypt.get().cost() > HIGHEST_COST) {
            return Optional.of("bcrypt of cost " + bcrypt.get().cost() + ", the highest is " + HIGHEST_COST);
        }
        hashes.put(name, bcrypt.get());
        return Optional.empty();
    }

    /** Whether a line without an end could become a good one if it went on. */
    private static boolean breaksOff(String line) {
        String hash = hash(line);
        return line.indexOf(':') < 0 || hash.isEmpty() || BcryptHash.isBeginning(hash);
    }

    private static String hash(String line) {
        int start = line.indexOf(':') + 1;
        int end = line.indexOf(':', start);
        return line.substring(start, end < 0 ? line.length() : end);
    }
}
