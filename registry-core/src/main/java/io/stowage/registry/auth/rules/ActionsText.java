package io.stowage.registry.auth.rules;

import io.stowage.registry.auth.Action;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@link Action}s as words of the table. */
final class ActionsText {
    static final String ALL = "all";

    private ActionsText() {}

    static Set<Action> parse(List<String> words) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (String word : words) {
            actions.addAll(word.equals(ALL) ? EnumSet.allOf(Action.class) : EnumSet.of(action(word)));
        }
        return actions;
    }

    private static Action action(String word) {
        for (Action action : Action.values()) {
            if (word.equals(action.toString())) {
                return action;
            }
        }
        throw new IllegalArgumentException(Words.show(word) + " is none of pull, push, delete, list and all");
    }
}
