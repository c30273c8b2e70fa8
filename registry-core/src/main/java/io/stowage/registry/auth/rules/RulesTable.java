package io.stowage.registry.auth.rules;

import com.google.common.base.Strings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the table. */
final class RulesTable {
    private static final List<String> HEADINGS = List.of("# repositories", "callers", "may");

    private RulesTable() {}

    static String print(List<AccessRule> rules, Groups groups) {
        StringBuilder text = new StringBuilder();
        int first = width(rules, 0);
        int second = width(rules, 1);
        row(text, HEADINGS, first, second);
        rules.forEach(rule -> row(text, rule.columns(), first, second));
        for (Map.Entry<String, Set<String>> group : groups.members().entrySet()) {
            text.append(Callers.group(group.getKey())).append(" = ");
            text.append(group.getValue().stream().map(Words::quoteIfNeeded).collect(Collectors.joining(",")));
            text.append('\n');
        }
        return text.toString();
    }

    private static void row(StringBuilder text, List<String> columns, int first, int second) {
        text.append(Strings.padEnd(columns.get(0), first, ' '))
                .append("  ")
                .append(Strings.padEnd(columns.get(1), second, ' '))
                .append("  ")
                .append(columns.get(2))
                .append('\n');
    }

    private static int width(List<AccessRule> rules, int column) {
        int width = HEADINGS.get(column).length();
        for (AccessRule rule : rules) {
            width = Math.max(width, rule.columns().get(column).length());
        }
        return width;
    }
}
