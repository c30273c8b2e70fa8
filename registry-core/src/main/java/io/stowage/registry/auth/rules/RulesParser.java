package io.stowage.registry.auth.rules;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the table. */
final class RulesParser {
    private static final int MOST_PROBLEMS = 5;
    private static final String THREE_COLUMNS =
            "a rule has three columns, repositories, callers and what they may, with commas inside a column";

    private final AccessRules.Builder builder = AccessRules.builder();
    private final List<String> problems = new ArrayList<>();

    private RulesParser() {}

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if lines are broken; the message names the first few
     */
    static AccessRules parse(String text) {
        RulesParser parser = new RulesParser();
        int number = 1;
        for (String line : Splitter.on('\n').split(text)) {
            parser.add(number, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            number++;
        }
        return parser.rules();
    }

    private void add(int number, String line) {
        try {
            List<List<String>> columns = Words.split(line);
            if (columns.isEmpty()) {
                return;
            }
            if (columns.get(0).get(0).startsWith(CallersText.GROUP)) {
                addGroup(columns);
            } else {
                addRule(number, columns);
            }
        } catch (IllegalArgumentException e) {
            problems.add("line " + number + ": " + e.getMessage());
        }
    }

    private void addRule(int number, List<List<String>> columns) {
        if (columns.size() != 3) {
            throw new IllegalArgumentException(THREE_COLUMNS + "; this line has " + columns.size());
        }
        builder.add(new AccessRule(
                columns.get(0).stream().map(RepositoryPattern::parse).toList(),
                columns.get(1).stream().map(CallersText::parse).toList(),
                ActionsText.parse(columns.get(2)),
                number));
    }

    // A repository cannot have a colon in its name, so this is no row that begins with a pattern.
    private void addGroup(List<List<String>> columns) {
        String group = columns.get(0).get(0);
        if (columns.size() != 3 || columns.get(0).size() != 1 || !columns.get(1).equals(List.of("="))) {
            throw new IllegalArgumentException(
                    "who is in a group is written as " + CallersText.GROUP + "NAME = USER,USER");
        }
        builder.group(
                group.substring(CallersText.GROUP.length()), columns.get(2).toArray(String[]::new));
    }

    private AccessRules rules() {
        if (problems.isEmpty()) {
            return builder.build();
        }
        int more = problems.size() - MOST_PROBLEMS;
        throw new IllegalArgumentException(
                problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "))
                        + (more > 0 ? "; and " + more + " more" : ""));
    }
}
