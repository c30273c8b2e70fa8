package io.stowage.registry.storage.filesystem;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mode of a file or directory, as {@code chmod} has it in octal: {@code 0660}, {@code 2770}.
 *
 * @param bits the permissions, and setuid (04000), setgid (02000) and sticky (01000)
 */
public record FileMode(int bits) {
    private static final Pattern OCTAL = Pattern.compile("[0-7]{3,4}");
    static final int ALL = 07777;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if there are bits that no mode has
     */
    public FileMode {
        if ((bits & ~ALL) != 0) {
            throw new IllegalArgumentException("mode has other bits than 7777: " + Integer.toOctalString(bits));
        }
    }

    /**
     * The mode that a text says.
     *
     * @throws IllegalArgumentException if it is not three or four octal digits
     */
    public static FileMode parse(String text) {
        if (!OCTAL.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a mode of three or four octal digits");
        }
        return new FileMode(Integer.parseInt(text, 8));
    }

    /** What the owner, the group and all others may do. */
    public Set<PosixFilePermission> permissions() {
        char[] letters = "rwxrwxrwx".toCharArray();
        for (int i = 0; i < letters.length; i++) {
            if (!has(0400 >> i)) {
                letters[i] = '-';
            }
        }
        return PosixFilePermissions.fromString(new String(letters));
    }

    /** Whether all of some bits are set. */
    boolean has(int wanted) {
        return (bits & wanted) == wanted;
    }

    /** The same without some bits. */
    FileMode without(int unwanted) {
        return new FileMode(bits & ~unwanted);
    }

    /** Four octal digits. */
    @Override
    public String toString() {
        return String.format("%04o", bits);
    }
}
