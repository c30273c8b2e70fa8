package io.stowage.registry.auth.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of the table as words: columns with white space between, each a list with commas between. A {@code #} where a
 * word could begin ends the line; a text in double quotes is a word whatever is in it, with a backslash before a quote or
 * a backslash.
 */
final class Words {
    private static final int LONGEST_SHOWN = 80;

    // Also C1, which terminals obey as they do C0, marks that turn the direction of text, and half characters.
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final String line;
    private final List<List<String>> columns = new ArrayList<>();
    private boolean afterComma;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /**
     * The columns of a line; none if it is empty or a comment.
     *
     * @throws IllegalArgumentException if it has an open quote, a list with a gap, or characters that nobody sees
     */
    static List<List<String>> split(String line) {
        Words words = new Words(line);
        words.read();
        return words.columns;
    }

    private void read() {
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c == ',') {
                if (columns.isEmpty() || afterComma) {
                    throw gap();
                }
                afterComma = true;
                at++;
            } else if (c == '#') {
                break;
            } else {
                add(word());
            }
        }
        if (afterComma) {
            throw gap();
        }
    }

    private void add(String word) {
        if (!afterComma) {
            columns.add(new ArrayList<>());
        }
        columns.get(columns.size() - 1).add(word);
        afterComma = false;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\' && at + 1 < line.length()) {
                at++;
                word.append(line.charAt(at));
            } else if (!quoted && (c == ' ' || c == '\t' || c == ',')) {
                break;
            } else if (Character.isISOControl(c) || (Character.isSpaceChar(c) && !quoted)) {
                throw new IllegalArgumentException("it holds the character U+%04X".formatted((int) c));
            } else {
                word.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a double quote is not closed");
        }
        return word.toString();
    }

    private static IllegalArgumentException gap() {
        return new IllegalArgumentException("a comma has no word on one of its sides");
    }

    /** Refuses what cannot be the name of a user or a group. */
    static void checkName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a user or group is empty");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name " + show(name) + " has control characters");
        }
    }

    /** A name as a word that reads as that name again. */
    static String quoteIfNeeded(String name) {
        return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._@+-/".indexOf(c) >= 0)
                ? name
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A text for a message: in single quotes, cut after a while, with nothing in it that does not print. */
    static String show(String text) {
        String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return "'" + INVISIBLE.matcher(cut).replaceAll("?") + "'";
    }
}
