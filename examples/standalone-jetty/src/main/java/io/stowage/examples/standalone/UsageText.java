package io.stowage.examples.standalone;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.usage.RepositoryUsage;
import io.stowage.registry.usage.TagUsage;
import io.stowage.registry.usage.UsageReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code stowage usage} counted, for people or for machines.
 *
 * @param selected the repositories to show, all if empty, each with the tags to show, all if empty
 */
record UsageText(Path directory, UsageReport report, Map<RepositoryName, Set<Tag>> selected) {
    private static final String TAGS = "%n%n%10s %10s %10s %10s  %s";
    private static final String REPOSITORIES = "%n%10s %10s %10s %10s %10s %10s %7s  %s";

    /** What was asked for and is not there. */
    Optional<String> missing() {
        for (Map.Entry<RepositoryName, Set<Tag>> each : selected.entrySet()) {
            Optional<RepositoryUsage> usage = report.repositories().stream()
                    .filter(repository -> repository.repository().equals(each.getKey()))
                    .findFirst();
            if (usage.isEmpty()) {
                return Optional.of("there is no repository " + each.getKey() + " in " + directory);
            }
            for (Tag tag : each.getValue()) {
                if (usage.get().tags().stream().noneMatch(found -> found.tag().equals(tag))) {
                    return Optional.of("there is no tag " + each.getKey() + ":" + tag + " in " + directory);
                }
            }
        }
        return Optional.empty();
    }

    String text() {
        StringBuilder text = new StringBuilder(1024)
                .append(String.format(
                        Locale.ROOT,
                        "%s: %s in %,d blobs and manifests, %s of it unneeded; aside: %s, quarantine: %s, uploads: %s",
                        directory,
                        ByteCount.text(report.stored()),
                        report.contents(),
                        ByteCount.text(report.unneeded()),
                        ByteCount.text(report.aside()),
                        ByteCount.text(report.quarantined()),
                        ByteCount.text(report.uploads())));
        if (!shown().isEmpty()) {
            text.append(System.lineSeparator());
            row(
                    text,
                    REPOSITORIES,
                    "TOTAL",
                    "ALONE",
                    "SHARED",
                    "UNTAGGED",
                    "UNNEEDED",
                    "UPLOADS",
                    "TAGS",
                    "REPOSITORY");
        }
        for (RepositoryUsage repository : shown()) {
            row(
                    text,
                    REPOSITORIES,
                    ByteCount.text(repository.total()),
                    ByteCount.text(repository.alone()),
                    ByteCount.text(repository.shared()),
                    ByteCount.text(repository.untagged()),
                    ByteCount.text(repository.unneeded()),
                    ByteCount.text(repository.uploads()),
                    repository.tagCount(),
                    repository.repository());
        }
        for (RepositoryUsage repository : shown()) {
            List<TagUsage> tags = tags(repository);
            if (!tags.isEmpty()) {
                row(text, TAGS, "TOTAL", "ALONE", "TAGS SHARE", "ELSEWHERE", "TAG");
            }
            for (TagUsage tag : tags) {
                row(
                        text,
                        TAGS.substring(2),
                        ByteCount.text(tag.total()),
                        ByteCount.text(tag.alone()),
                        ByteCount.text(tag.sharedHere()),
                        ByteCount.text(tag.sharedElsewhere()),
                        repository.repository() + ":" + tag.tag());
            }
        }
        report.notes().forEach(note -> text.append("\n  ").append(Escaping.controlCharacters(note)));
        return text.toString();
    }

    String json() {
        return JsonLine.of(json -> {
            json.writeStringField("command", "usage");
            json.writeStringField("data", directory.toString());
            json.writeNumberField("stored", report.stored());
            json.writeNumberField("contents", report.contents());
            json.writeNumberField("needed", report.needed());
            json.writeNumberField("unneeded", report.unneeded());
            json.writeNumberField("aside", report.aside());
            json.writeNumberField("quarantined", report.quarantined());
            json.writeNumberField("uploads", report.uploads());
            json.writeArrayFieldStart("repositories");
            for (RepositoryUsage repository : shown()) {
                write(json, repository);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("notes");
            for (String note : report.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
        });
    }

    private void write(JsonGenerator json, RepositoryUsage repository) throws IOException {
        json.writeStartObject();
        json.writeStringField("repository", repository.repository().toString());
        json.writeNumberField("total", repository.total());
        json.writeNumberField("alone", repository.alone());
        json.writeNumberField("shared", repository.shared());
        json.writeNumberField("untagged", repository.untagged());
        json.writeNumberField("unneeded", repository.unneeded());
        json.writeNumberField("uploads", repository.uploads());
        json.writeNumberField("tagCount", repository.tagCount());
        json.writeNumberField("manifestCount", repository.manifestCount());
        json.writeArrayFieldStart("tags");
        for (TagUsage tag : tags(repository)) {
            json.writeStartObject();
            json.writeStringField("tag", tag.tag().toString());
            json.writeStringField("digest", tag.digest().toString());
            json.writeNumberField("total", tag.total());
            json.writeNumberField("alone", tag.alone());
            json.writeNumberField("sharedHere", tag.sharedHere());
            json.writeNumberField("sharedElsewhere", tag.sharedElsewhere());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private List<RepositoryUsage> shown() {
        return report.repositories().stream()
                .filter(repository -> selected.isEmpty() || selected.containsKey(repository.repository()))
                .toList();
    }

    private List<TagUsage> tags(RepositoryUsage repository) {
        Set<Tag> wanted = selected.getOrDefault(repository.repository(), Set.of());
        return repository.tags().stream()
                .filter(tag -> wanted.isEmpty() || wanted.contains(tag.tag()))
                .toList();
    }

    private static void row(StringBuilder text, String format, Object... columns) {
        text.append(String.format(Locale.ROOT, format, columns));
    }
}
