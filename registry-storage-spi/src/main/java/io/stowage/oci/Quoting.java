package io.stowage.oci;

/** Makes hostile text fit for an error message. */
final class Quoting {
    private static final int LONGEST = 160;

    private Quoting() {}

    /** The text in double quotes: cut after a while, and every character that is not printable ASCII escaped. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(Math.min(text.length(), LONGEST) + 16).append('"');
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        quoted.append('"');
        if (text.length() > LONGEST) {
            quoted.append("… (").append(text.length()).append(" characters)");
        }
        return quoted.toString();
    }
}
