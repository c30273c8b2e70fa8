package io.stowage.examples.standalone.access;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.rules.Explanation;
import io.stowage.registry.auth.rules.Explanation.Grant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller may do and why, for people and for programs.
 *
 * @param caller who
 * @param told the groups that the login would tell
 * @param repository where; empty for everywhere
 * @param actions each action, at that repository
 * @param rules the rules about the caller, everywhere
 */
record ExplainedAccess(
        Caller caller,
        Set<String> told,
        Optional<RepositoryName> repository,
        List<Explanation> actions,
        List<Grant> rules) {

    static ExplainedAccess at(RepositoryName repository, RuleSources sources, Caller caller, Set<String> told) {
        List<Explanation> actions = new ArrayList<>();
        for (Action action : Action.values()) {
            actions.add(sources.inOrder().stream()
                    .flatMap(rules -> rules.explain(caller, repository).stream())
                    .filter(each -> each.action() == action && each.grant().isPresent())
                    .findFirst()
                    .orElse(new Explanation(action, Optional.empty())));
        }
        return new ExplainedAccess(caller, told, Optional.of(repository), actions, List.of());
    }

    static ExplainedAccess everywhere(RuleSources sources, Caller caller, Set<String> told) {
        List<Grant> rules = sources.inOrder().stream()
                .flatMap(each -> each.explain(caller).stream())
                .toList();
        return new ExplainedAccess(caller, told, Optional.empty(), List.of(), rules);
    }

    String text() {
        List<String> lines = new ArrayList<>();
        String who = (caller.isAnonymous() ? "somebody without a login" : "user " + caller)
                + (told.isEmpty() ? "" : " in " + String.join(", ", told));
        if (repository.isPresent()) {
            lines.add("What " + who + " may do with " + repository.get() + ":");
            for (Explanation each : actions) {
                lines.add("  %-6s  %-3s  %s"
                        .formatted(
                                each.action(),
                                each.grant().isPresent() ? "yes" : "no",
                                each.grant().map(ExplainedAccess::because).orElse("no rule allows it")));
            }
        } else if (rules.isEmpty()) {
            lines.add("No rule is about " + who + ", who may do nothing.");
        } else {
            lines.add("The rules about " + who + ":");
            rules.forEach(rule -> lines.add("  " + because(rule)));
        }
        return String.join(System.lineSeparator(), lines);
    }

    void write(JsonGenerator json) throws IOException {
        // There may be a user called anonymous.
        if (caller.isAnonymous()) {
            json.writeNullField("caller");
        } else {
            json.writeStringField("caller", caller.name());
        }
        json.writeArrayFieldStart("groups");
        for (String group : told) {
            json.writeString(group);
        }
        json.writeEndArray();
        if (repository.isPresent()) {
            json.writeStringField("repository", repository.get().toString());
            json.writeArrayFieldStart("actions");
            for (Explanation each : actions) {
                json.writeStartObject();
                json.writeStringField("action", each.action().toString());
                json.writeBooleanField("allowed", each.grant().isPresent());
                if (each.grant().isPresent()) {
                    write(json, each.grant().get());
                }
                json.writeEndObject();
            }
        } else {
            json.writeArrayFieldStart("rules");
            for (Grant rule : rules) {
                json.writeStartObject();
                write(json, rule);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Grant grant) throws IOException {
        if (grant.line() > 0) {
            json.writeNumberField("line", grant.line());
        } else {
            json.writeStringField("flag", RuleSources.FLAG);
        }
        json.writeStringField("rule", grant.rule());
        json.writeStringField("as", grant.through().toString());
    }

    private static String because(Grant grant) {
        String where = grant.line() > 0 ? "line " + grant.line() : RuleSources.FLAG;
        return where + ": " + grant.rule() + " (as " + grant.through() + ")";
    }
}
