package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Who asks. Has a name, unless anonymous, and is in groups; a caller who came with a token can do no more than the token
 * says.
 *
 * <p>Immutable; as safe for use by many threads as the predicate it was made with.
 */
public final class Caller {
    /** Nobody in particular. */
    public static final Caller ANONYMOUS = new Caller("", group -> false, new Authority.Policy());

    private final String name;
    private final Predicate<String> inGroup;
    private final Authority authority;

    private Caller(String name, Predicate<String> inGroup, Authority authority) {
        this.name = name;
        this.inGroup = inGroup;
        this.authority = authority;
    }

    /**
     * A user.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public static Caller user(String name, Set<String> groups) {
        return user(name, Set.copyOf(groups)::contains);
    }

    /**
     * A user whose groups are known to somebody else.
     *
     * @param inGroup whether the user is in a group of the given name
     * @throws IllegalArgumentException if the name is empty
     */
    public static Caller user(String name, Predicate<String> inGroup) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a user is empty");
        }
        return new Caller(name, requireNonNull(inGroup, "inGroup is null"), new Authority.Policy());
    }

    /** The same caller, whose rights come from elsewhere. */
    public Caller with(Authority authority) {
        return new Caller(name, inGroup, requireNonNull(authority, "authority is null"));
    }

    /** The name; empty for the anonymous caller. */
    public String name() {
        return name;
    }

    /** Whether nobody knows who it is. */
    public boolean isAnonymous() {
        return name.isEmpty();
    }

    /** Whether the caller is in a group. */
    public boolean isIn(String group) {
        return inGroup.test(group);
    }

    /** Where the caller's rights come from. */
    public Authority authority() {
        return authority;
    }

    /** The name, for people. */
    @Override
    public String toString() {
        return isAnonymous() ? "anonymous" : name;
    }
}
