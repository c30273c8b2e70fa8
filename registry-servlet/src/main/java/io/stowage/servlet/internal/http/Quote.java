package io.stowage.servlet.internal.http;

/** Makes a client's text fit to be repeated in an error. */
public final class Quote {
    private static final int LONGEST = 100;

    private Quote() {}

    /** The text in double quotes: cut after a while, with a question mark for what is not printable ASCII. */
    public static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return '"' + start.replaceAll("[^ -~]", "?") + '"';
    }
}
