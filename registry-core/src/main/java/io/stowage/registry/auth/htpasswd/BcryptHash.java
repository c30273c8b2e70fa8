package io.stowage.registry.auth.htpasswd;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A password's hash as {@code htpasswd -B} writes it, such as {@code $2y$05$} and 53 characters. Does not print, because
 * weak passwords can be guessed from it.
 */
final class BcryptHash {
    private static final String ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");
    private static final int TAIL = 53;

    private final String text;

    private BcryptHash(String text) {
        this.text = text;
    }

    /** The hash of that text; empty if it is none. */
    static Optional<BcryptHash> tryParse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new BcryptHash(text)) : Optional.empty();
    }

    /** Whether a text is the beginning of a hash and no more. */
    static boolean isBeginning(String text) {
        Matcher matcher = FORM.matcher(text);
        return !matcher.matches() && matcher.hitEnd();
    }

    /** One that costs as much as others of its cost, and that nobody knows a password for. */
    static BcryptHash decoy(int cost, SecureRandom random) {
        StringBuilder text = new StringBuilder(String.format("$2y$%02d$", cost));
        for (int i = 0; i < TAIL; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new BcryptHash(text.toString());
    }

    /** The logarithm of the number of rounds; one more takes twice the time. */
    int cost() {
        return Integer.parseInt(text.substring(4, 6));
    }

    /**
     * Whether a password is right. As with {@code htpasswd}, only the first 72 bytes of its UTF-8 count. Slow on purpose.
     */
    boolean matches(String password) {
        boolean same = OpenBSDBCrypt.checkPassword(text, password.getBytes(StandardCharsets.UTF_8));
        // bcrypt goes on with the password from its start after a zero: "a" and "a\0a" have one hash.
        return same && password.indexOf('\0') < 0;
    }

    /** The text in the file. */
    String text() {
        return text;
    }

    @Override
    public String toString() {
        return "BcryptHash[***]";
    }
}
