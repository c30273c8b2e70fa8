package io.stowage.registry.auth;

import com.google.common.base.Splitter;
import io.stowage.oci.RepositoryName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Permissions as Docker's token specification writes them: {@code repository:team/app:pull,push registry:catalog:*}.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/scope/">Docker registry token scope</a>
 */
public final class Scopes {
    private static final String ALL = "*";

    private Scopes() {}

    /**
     * The permissions of a scope. What is not known here, or malformed, gives none: a token server grants what it can of
     * what is asked.
     *
     * @param text entries with spaces between
     */
    public static Set<Permission> parse(String text) {
        Set<Permission> permissions = new LinkedHashSet<>();
        for (String entry : Splitter.on(' ').omitEmptyStrings().split(text)) {
            int name = entry.indexOf(':');
            int actions = entry.lastIndexOf(':');
            if (name < actions) {
                List<String> each = Splitter.on(',').splitToList(entry.substring(actions + 1));
                permissions.addAll(permissions(entry.substring(0, name), entry.substring(name + 1, actions), each));
            }
        }
        return permissions;
    }

    /**
     * The permissions of one entry; none for what is not known here.
     *
     * @param type such as {@code repository}
     * @param name of that type's resource
     * @param actions on that resource
     */
    public static Set<Permission> permissions(String type, String name, Collection<String> actions) {
        if (type.equals("registry") && name.equals("catalog")) {
            return actions.contains(ALL) ? Set.of(new Permission.Catalog()) : Set.of();
        }
        Optional<RepositoryName> repository = isRepository(type) ? RepositoryName.tryParse(name) : Optional.empty();
        Set<Permission> permissions = new LinkedHashSet<>();
        if (repository.isPresent()) {
            for (Action action : EnumSet.complementOf(EnumSet.of(Action.LIST))) {
                if (actions.contains(ALL) || actions.contains(action.toString())) {
                    permissions.add(Permission.of(action, repository.get()));
                }
            }
        }
        return permissions;
    }

    /** The permissions as a scope, one entry for each repository. Those on listing have no place there. */
    public static String format(Collection<Permission> permissions) {
        List<String> entries = new ArrayList<>();
        byRepository(permissions)
                .forEach((repository, actions) -> entries.add("repository:" + repository + ":"
                        + actions.stream().map(Action::toString).collect(Collectors.joining(","))));
        if (permissions.contains(new Permission.Catalog())) {
            entries.add(new Permission.Catalog().toString());
        }
        return String.join(" ", entries);
    }

    /** The actions of each repository, for tokens that list them so. */
    public static Map<RepositoryName, Set<Action>> byRepository(Collection<Permission> permissions) {
        Map<RepositoryName, Set<Action>> byRepository = new LinkedHashMap<>();
        for (Permission permission : permissions) {
            if (permission instanceof Permission.OnRepository some && some.action() != Action.LIST) {
                byRepository
                        .computeIfAbsent(some.repository(), name -> EnumSet.noneOf(Action.class))
                        .add(some.action());
            }
        }
        return byRepository;
    }

    // The grammar knows a class in brackets, which some clients send: repository(plugin)
    private static boolean isRepository(String type) {
        return type.equals("repository") || (type.startsWith("repository(") && type.endsWith(")"));
    }
}
