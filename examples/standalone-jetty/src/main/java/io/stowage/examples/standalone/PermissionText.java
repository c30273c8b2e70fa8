package io.stowage.examples.standalone;

import io.stowage.registry.storage.filesystem.PermissionReport;
import io.stowage.registry.storage.filesystem.PermissionReport.Example;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code stowage permissions} found, for people or for machines. */
record PermissionText(String command, Path directory, PermissionReport report) {

    String text() {
        StringBuilder text = new StringBuilder(512)
                .append(String.format(
                        Locale.ROOT,
                        "%s: %,d entries, %,d %s, %,d changed, %,d unusable, %,d failed, %,d skipped",
                        directory,
                        report.entries(),
                        report.differing(),
                        command.equals("dry-run") ? "would be changed" : "differing",
                        report.changed(),
                        report.unusable(),
                        report.failed(),
                        report.skipped()));
        for (Example example : report.examples()) {
            text.append("\n  ").append(Escaping.controlCharacters(example.path() + ": " + example.finding()));
        }
        long more = report.differing()
                + report.unusable()
                + report.failed()
                + report.skipped()
                - report.examples().size();
        if (more > 0) {
            text.append(String.format(Locale.ROOT, "%n  and %,d more", more));
        }
        return text.toString();
    }

    String json() {
        return JsonLine.of(json -> {
            json.writeStringField("command", "permissions " + command);
            json.writeStringField("data", directory.toString());
            json.writeBooleanField("clean", report.isClean());
            json.writeNumberField("entries", report.entries());
            json.writeNumberField("differing", report.differing());
            json.writeNumberField("changed", report.changed());
            json.writeNumberField("unusable", report.unusable());
            json.writeNumberField("failed", report.failed());
            json.writeNumberField("skipped", report.skipped());
            json.writeArrayFieldStart("examples");
            for (Example example : report.examples()) {
                json.writeStartObject();
                json.writeStringField("path", example.path().toString());
                json.writeStringField("finding", example.finding());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
