package io.stowage.registry.auth.rules;

import com.google.common.base.Splitter;
import io.stowage.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of repositories: {@code *} stands for any characters within one component of the path, {@code **} for one
 * component or more, and <code>{user}</code> for a component that is the caller's name. A name that cannot be a component
 * is equal to none, so that a caller's name never reaches further.
 *
 * <p>To match takes no more steps than the pattern's length times the name's.
 */
final class RepositoryPattern {
    static final String USER = "{user}";

    private static final String PATH = "**";
    private static final Part ANY_PATH = (component, user) -> true;
    private static final Pattern WILDCARDS = Pattern.compile("\\*\\*|\\*|\\{user}");
    private static final Splitter SLASH = Splitter.on('/');

    private final String text;
    /** What every name that matches begins with; a shortcut past most. */
    private final String prefix;

    private final List<Part> parts;

    private RepositoryPattern(String text, String prefix, List<Part> parts) {
        this.text = text;
        this.prefix = prefix;
        this.parts = parts;
    }

    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException if it is none, or no name could ever match it
     */
    static RepositoryPattern parse(String text) {
        // A name with something in each gap is the most that a pattern can allow.
        if (text.length() > RepositoryName.MAX_LENGTH
                || RepositoryName.tryParse(WILDCARDS.matcher(text).replaceAll("a"))
                        .isEmpty()) {
            throw refused(text, "no repository name can match it");
        }
        List<Part> parts = new ArrayList<>();
        for (String component : SLASH.split(text)) {
            parts.add(part(text, component));
        }
        return new RepositoryPattern(text, text.substring(0, literalLength(text)), List.copyOf(parts));
    }

    boolean matches(Target target, String user) {
        return target.text().startsWith(prefix) && matches(target.components(), user);
    }

    // Greedy: what the last ** leaves too little for, an earlier one could not save.
    private boolean matches(List<String> components, String user) {
        int part = 0;
        int component = 0;
        int afterPath = -1; // the part behind the last **
        int tried = -1; // the first component that is not under it
        while (component < components.size()) {
            if (part < parts.size() && parts.get(part) == ANY_PATH) {
                part++;
                component++;
                afterPath = part;
                tried = component;
            } else if (part < parts.size() && parts.get(part).matches(components.get(component), user)) {
                part++;
                component++;
            } else if (afterPath < 0) {
                return false;
            } else {
                tried++;
                part = afterPath;
                component = tried;
            }
        }
        return part == parts.size();
    }

    /** Whether it depends on who asks. */
    boolean namesUser() {
        return text.contains(USER);
    }

    @Override
    public String toString() {
        return text;
    }

    private static Part part(String text, String component) {
        if (component.equals(PATH)) {
            return ANY_PATH;
        }
        if (component.equals(USER)) {
            return String::equals;
        }
        if (component.contains(PATH) || component.contains(USER)) {
            String word = component.contains(PATH) ? PATH : USER;
            throw refused(text, word + " stands only between slashes");
        }
        return component.contains("*")
                ? (name, user) -> isLike(component, name)
                : (name, user) -> name.equals(component);
    }

    // As above: only the last star can have to take more.
    private static boolean isLike(String glob, String name) {
        int g = 0;
        int n = 0;
        int afterStar = -1;
        int tried = -1;
        while (n < name.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                g++;
                afterStar = g;
                tried = n;
            } else if (g < glob.length() && glob.charAt(g) == name.charAt(n)) {
                g++;
                n++;
            } else if (afterStar < 0) {
                return false;
            } else {
                tried++;
                g = afterStar;
                n = tried;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    private static int literalLength(String text) {
        int length = 0;
        while (length < text.length() && text.charAt(length) != '*' && text.charAt(length) != '{') {
            length++;
        }
        return length;
    }

    private static IllegalArgumentException refused(String text, String reason) {
        return new IllegalArgumentException("the pattern " + Words.show(text) + " is wrong: " + reason);
    }

    private interface Part {
        boolean matches(String component, String user);
    }

    /** A name, taken apart once for many patterns. */
    record Target(String text, List<String> components) {
        static Target of(RepositoryName name) {
            return new Target(name.value(), SLASH.splitToList(name.value()));
        }
    }
}
