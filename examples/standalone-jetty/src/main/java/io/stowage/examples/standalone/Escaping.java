package io.stowage.examples.standalone;

/** Keeps what a client sent from looking like lines or fields of our own. */
final class Escaping {
    private Escaping() {}

    /** The text with control characters, line ends among them, written as {@code \}{@code u000a}. */
    static String controlCharacters(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            if (control && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null) {
                if (control) {
                    escaped.append(String.format("\\u%04x", (int) c));
                } else {
                    escaped.append(c);
                }
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /** The text in quotes, such that it ends at the next plain quote. */
    static String quoted(String text) {
        return '"' + controlCharacters(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }
}
