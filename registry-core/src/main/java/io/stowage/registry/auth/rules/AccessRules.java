package io.stowage.registry.auth.rules;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rights by rules: who may do what with which repositories. Rights only add up, there is no rule that takes one away; what
 * no rule gives is refused.
 *
 * <p>As a table, for {@link #parse}, with one rule a line:
 *
 * <pre>
 * # repositories   callers               may
 * public/**        anonymous             pull, list
 * team-a/**        group:team-a          pull, push, list
 * team-b/app       user:bob, user:carol  pull, push, delete, list
 * home/{user}/**   users                 all
 * **               group:ops             all
 *
 * group:ops = alice, bob
 * </pre>
 *
 * <p>The same as code:
 *
 * <pre>{@code
 * AccessRules.builder()
 *         .allow("public/**", Callers.anonymous(), Action.PULL, Action.LIST)
 *         .allow("team-a/**", Callers.group("team-a"), Action.PULL, Action.PUSH, Action.LIST)
 *         .group("ops", "alice", "bob")
 *         .build();
 * }</pre>
 *
 * <p>In a pattern, {@code *} stands for any characters between two slashes, also none, {@code **} for one component of
 * the path or more, and <code>{user}</code> between slashes for the caller's own name. So {@code team/**} is all below
 * {@code team} and not {@code team} itself, for which one writes <code>team, team/**</code>.
 *
 * <p>{@code anonymous} is everybody, logged in or not; {@code users} everybody who is. Members of a group are those that
 * the table names and those of whom the {@link Caller} says so. Names with other characters than letters, digits and
 * {@code ._@+-/} stand in double quotes.
 *
 * <p>The catalog may be asked for by everybody who may list anything.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class AccessRules implements AccessPolicy {
    /** The most rules there may be. */
    public static final int MAX_RULES = 10_000;

    private final List<AccessRule> rules;
    private final Groups groups;
    private final Set<String> named;

    private AccessRules(Builder builder) {
        rules = List.copyOf(builder.rules);
        groups = new Groups(builder.members);
        named = rules.stream()
                .flatMap(rule -> rule.callers().stream())
                .filter(Callers.Group.class::isInstance)
                .map(callers -> ((Callers.Group) callers).name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads a table. A group that it names may be defined in it or not; a table without rules allows nothing.
     *
     * @throws IllegalArgumentException if lines are broken; the message names the first few, with number and value
     */
    public static AccessRules parse(String table) {
        return RulesParser.parse(table);
    }

    /** Begins to build rules in code. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean allows(Caller caller, Permission permission) {
        if (permission instanceof Permission.OnRepository some) {
            return granting(caller, some.action(), RepositoryPattern.Target.of(some.repository()))
                    .isPresent();
        }
        return rules.stream()
                .anyMatch(rule -> rule.actions().contains(Action.LIST)
                        && rule.through(caller, groups).isPresent());
    }

    /** The groups that rules are about. */
    @Override
    public Set<String> groups() {
        return named;
    }

    /** What a caller may do with a repository, and why: each action once, in the order of {@link Action}. */
    public List<Explanation> explain(Caller caller, RepositoryName repository) {
        RepositoryPattern.Target target = RepositoryPattern.Target.of(repository);
        return Arrays.stream(Action.values())
                .map(action -> new Explanation(
                        action,
                        granting(caller, action, target)
                                .map(rule -> new Explanation.Grant(
                                        rule.line(),
                                        rule.toString(),
                                        rule.through(caller, groups).orElseThrow()))))
                .toList();
    }

    /** The rules that are about a caller, in their order, whatever the repository. */
    public List<Explanation.Grant> explain(Caller caller) {
        List<Explanation.Grant> grants = new ArrayList<>();
        for (AccessRule rule : rules) {
            rule.through(caller, groups)
                    .ifPresent(through -> grants.add(new Explanation.Grant(rule.line(), rule.toString(), through)));
        }
        return grants;
    }

    private Optional<AccessRule> granting(Caller caller, Action action, RepositoryPattern.Target target) {
        for (AccessRule rule : rules) {
            // Who somebody is may cost a question to the host application, so it comes last.
            if (rule.actions().contains(action)
                    && rule.isFor(target, caller.name())
                    && rule.through(caller, groups).isPresent()) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** The table, which {@link #parse} reads again, with its columns in line and without comments. */
    @Override
    public String toString() {
        return RulesTable.print(rules, groups);
    }

    /** Collects rules. Not safe for use by several threads. */
    public static final class Builder {
        private final List<AccessRule> rules = new ArrayList<>();
        private final Map<String, Set<String>> members = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a rule.
         *
         * @param repositories a pattern
         * @throws IllegalArgumentException if no name could match the pattern, no actions are given, <code>{user}</code>
         *     goes together with everybody, or there are {@link #MAX_RULES} already
         */
        public Builder allow(String repositories, Callers callers, Action... actions) {
            requireNonNull(callers, "callers is null");
            if (actions.length == 0) {
                throw new IllegalArgumentException("the rule on " + Words.show(repositories) + " allows nothing");
            }
            return add(new AccessRule(
                    List.of(RepositoryPattern.parse(repositories)),
                    List.of(callers),
                    Set.copyOf(Arrays.asList(actions)),
                    0));
        }

        /**
         * Says who is in a group; may be called again for more.
         *
         * @param users their names
         * @throws IllegalArgumentException if a name is empty, has control characters, or begins with {@code user:} or
         *     {@code group:}, which nobody means who writes it
         */
        public Builder group(String name, String... users) {
            Words.checkName(name);
            for (String user : users) {
                Words.checkName(user);
                if (user.startsWith(CallersText.USER) || user.startsWith(CallersText.GROUP)) {
                    throw new IllegalArgumentException(
                            "the members of a group are names of users alone, not " + Words.show(user));
                }
                members.computeIfAbsent(name, absent -> new LinkedHashSet<>()).add(user);
            }
            return this;
        }

        Builder add(AccessRule rule) {
            if (rules.size() == MAX_RULES) {
                throw new IllegalArgumentException("there are more than " + MAX_RULES + " rules");
            }
            rules.add(rule);
            return this;
        }

        /** The rules. */
        public AccessRules build() {
            return new AccessRules(this);
        }
    }
}
