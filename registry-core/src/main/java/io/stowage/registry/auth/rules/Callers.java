package io.stowage.registry.auth.rules;

/** Whom a rule is about. Prints as in the table, such as {@code group:ops}. */
public sealed interface Callers {

    /** Everybody: who has not logged in, and who has. */
    static Callers anonymous() {
        return new Anonymous();
    }

    /** Everybody who has logged in. */
    static Callers users() {
        return new Users();
    }

    /**
     * One user.
     *
     * @throws IllegalArgumentException if the name is empty or has control characters
     */
    static Callers user(String name) {
        return new User(name);
    }

    /**
     * The users in a group.
     *
     * @throws IllegalArgumentException if the name is empty or has control characters
     */
    static Callers group(String name) {
        return new Group(name);
    }

    /** Everybody: a login takes nothing away. */
    record Anonymous() implements Callers {
        @Override
        public String toString() {
            return "anonymous";
        }
    }

    /** Everybody who has logged in. */
    record Users() implements Callers {
        @Override
        public String toString() {
            return "users";
        }
    }

    /**
     * One user.
     *
     * @param name the user's, as the {@link io.stowage.registry.auth.Authenticator} tells it
     */
    record User(String name) implements Callers {
        /** Checks the name. */
        public User {
            Words.checkName(name);
        }

        @Override
        public String toString() {
            return CallersText.USER + Words.quoteIfNeeded(name);
        }
    }

    /**
     * The users in a group.
     *
     * @param name the group's; the rules may say who is in it, and so may whoever knows the caller
     */
    record Group(String name) implements Callers {
        /** Checks the name. */
        public Group {
            Words.checkName(name);
        }

        @Override
        public String toString() {
            return CallersText.GROUP + Words.quoteIfNeeded(name);
        }
    }
}
