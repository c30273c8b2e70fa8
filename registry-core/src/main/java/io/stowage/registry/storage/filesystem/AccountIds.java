package io.stowage.registry.storage.filesystem;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An account by its numbers, as a container or an NFS server knows it.
 *
 * @param uid the user; 0 may do everything
 * @param gids all groups that it is in
 */
public record AccountIds(int uid, Set<Integer> gids) {
    private static final Pattern TEXT = Pattern.compile("[0-9]{1,9}:[0-9]{1,9}(,[0-9]{1,9})*");

    /** Copies the groups. */
    public AccountIds {
        gids = Set.copyOf(gids);
    }

    /**
     * The account that a text says: {@code UID:GID,GID,...}.
     *
     * @throws IllegalArgumentException if it does not
     */
    public static AccountIds parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not UID:GID or UID:GID,GID,...");
        }
        int colon = text.indexOf(':');
        return new AccountIds(
                Integer.parseInt(text.substring(0, colon)),
                Arrays.stream(text.substring(colon + 1).split(",", -1))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet()));
    }

    /** Whether the account may use an entry: read a file, and change a directory. ACLs are not looked at. */
    boolean canUse(EntryFacts facts) {
        int needed = facts.isDirectory() ? 7 : 4;
        if (uid == 0) {
            return true;
        }
        if (uid == facts.uid()) {
            return facts.mode().has(needed << 6); // the owner's bits count also where the group's allow more
        }
        return facts.mode().has(gids.contains(facts.gid()) ? needed << 3 : needed);
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return uid + ":" + gids.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    }
}
