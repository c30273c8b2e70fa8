package io.stowage.fuzz;

/**
 * Makes large inputs of small ones, since a fuzzer's own are short: {@code ^[^4000000^} stands for four million opening
 * brackets, where {@code ^} is the character U+0001, which is in no valid text.
 */
final class Repeats {
    /** A little more than the largest manifest. */
    private static final int LARGEST = (4 << 20) + 16;

    private static final char MARK = '\1';

    private Repeats() {}

    /** The text with every repetition written out, and cut to a little more than 4 MiB. */
    static String expand(String text) {
        if (text.indexOf(MARK) < 0) {
            return text;
        }
        String[] pieces = text.split(String.valueOf(MARK), -1);
        StringBuilder expanded = new StringBuilder(pieces[0]);
        for (int i = 1; i + 1 < pieces.length; i += 3) {
            int room = Math.max(0, LARGEST - expanded.length()) / Math.max(1, pieces[i].length());
            expanded.append(pieces[i].repeat(Math.min(count(pieces[i + 1]), room)));
            if (i + 2 < pieces.length) {
                expanded.append(pieces[i + 2]);
            }
        }
        return expanded.toString();
    }

    private static int count(String digits) {
        try {
            return Math.max(0, Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
