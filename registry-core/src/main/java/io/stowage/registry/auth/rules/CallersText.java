package io.stowage.registry.auth.rules;

/** {@link Callers} as words of the table. */
final class CallersText {
    static final String USER = "user:";
    static final String GROUP = "group:";

    private CallersText() {}

    static Callers parse(String word) {
        if (word.startsWith(USER)) {
            return Callers.user(word.substring(USER.length()));
        }
        if (word.startsWith(GROUP)) {
            return Callers.group(word.substring(GROUP.length()));
        }
        return switch (word) {
            case "anonymous" -> Callers.anonymous();
            case "users" -> Callers.users();
            default ->
                throw new IllegalArgumentException(
                        Words.show(word) + " is none of anonymous, users, user:NAME and group:NAME");
        };
    }
}
