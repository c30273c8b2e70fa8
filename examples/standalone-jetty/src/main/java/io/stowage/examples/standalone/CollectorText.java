package io.stowage.examples.standalone;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.registry.gc.CollectorProgress;
import io.stowage.registry.gc.CollectorReport;
import io.stowage.registry.upload.StaleUploadReaper.Reaped;
import io.stowage.storage.SweepReport.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a collector did, for people or for machines.
 *
 * @param grace the grace time that it went by
 * @param rehearsed whether it changed nothing
 */
record CollectorText(CollectorReport report, Duration grace, boolean rehearsed) {
    private static final double NANOS = 1e9;

    /** What was freed, in one line. */
    String summary() {
        return (rehearsed ? "would free " : "freed ") + freed() + "; looked at "
                + count(report.repositories(), "repository", "repositories") + " in " + took();
    }

    /** How far it has come. */
    static String text(CollectorProgress progress) {
        return count(progress.repositories(), "repository", "repositories") + ", "
                + count(progress.blobs(), "blob", "blobs") + ", " + ByteCount.text(progress.bytesFreed()) + " freed";
    }

    /** All of it, in some lines. */
    List<String> lines() {
        List<String> lines = figures();
        if (!report.kept().isEmpty()) {
            lines.add("kept, though it may be free:");
            report.kept().forEach(reason -> lines.add("  " + Escaping.controlCharacters(reason)));
        }
        return lines;
    }

    /** What was counted. */
    List<String> figures() {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        Tally waiting = report.swept().waiting();
        if (!waiting.equals(Tally.NOTHING)) {
            lines.add((rehearsed ? "of these are aside already: " : "aside: ") + tally(waiting) + "; "
                    + report.swept()
                            .nextRemoval()
                            .map(at -> "the first can go at " + at.truncatedTo(ChronoUnit.SECONDS))
                            .orElse(""));
        }
        if (report.swept().broughtBack() > 0) {
            lines.add("needed again and brought back: " + report.swept().broughtBack());
        }
        if (!report.swept().young().equals(Tally.NOTHING)) {
            lines.add("younger than " + Durations.text(grace) + " and left alone: "
                    + tally(report.swept().young()));
        }
        return lines;
    }

    String json(Path directory, boolean offline) {
        return JsonLine.of(json -> {
            json.writeStringField("command", "gc");
            json.writeStringField("data", directory.toString());
            json.writeBooleanField("dryRun", rehearsed);
            json.writeBooleanField("offline", offline);
            write(json, "freed", report.swept().freed(), () -> {
                json.writeNumberField("uploads", report.uploads().uploads());
                json.writeNumberField("uploadBytes", report.uploads().bytes());
                json.writeNumberField("remains", report.swept().remains());
            });
            write(json, "putAside", report.swept().aside(), () -> {});
            write(json, "aside", report.swept().waiting(), () -> {
                if (report.swept().nextRemoval().isPresent()) {
                    json.writeStringField(
                            "nextRemoval", report.swept().nextRemoval().get().toString());
                }
            });
            write(json, "young", report.swept().young(), () -> {});
            json.writeNumberField("broughtBack", report.swept().broughtBack());
            json.writeNumberField("repositories", report.repositories());
            json.writeNumberField("seconds", report.took().toMillis() / 1e3);
            json.writeArrayFieldStart("kept");
            for (String reason : report.kept()) {
                json.writeString(reason);
            }
            json.writeEndArray();
        });
    }

    private interface Fields {
        void write() throws IOException;
    }

    private static void write(JsonGenerator json, String name, Tally tally, Fields more) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("manifests", tally.manifests());
        json.writeNumberField("links", tally.links());
        json.writeNumberField("blobs", tally.blobs());
        json.writeNumberField("bytes", tally.bytes());
        more.write();
        json.writeEndObject();
    }

    private String freed() {
        Reaped uploads = report.uploads();
        List<String> parts = new ArrayList<>(parts(report.swept().freed()));
        add(parts, uploads.uploads(), "abandoned upload", "abandoned uploads");
        add(parts, report.swept().remains(), "remain of an interrupted write", "remains of interrupted writes");
        long bytes = report.swept().freed().bytes() + uploads.bytes();
        return parts.isEmpty() ? "nothing" : ByteCount.text(bytes) + ": " + String.join(", ", parts);
    }

    private static String tally(Tally tally) {
        return String.join(", ", parts(tally)) + (tally.bytes() > 0 ? " of " + ByteCount.text(tally.bytes()) : "");
    }

    private static List<String> parts(Tally tally) {
        List<String> parts = new ArrayList<>();
        add(parts, tally.manifests(), "manifest", "manifests");
        add(parts, tally.links(), "link", "links");
        add(parts, tally.blobs(), "blob", "blobs");
        return parts;
    }

    private static void add(List<String> parts, long count, String one, String many) {
        if (count > 0) {
            parts.add(count(count, one, many));
        }
    }

    private static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    private String took() {
        return String.format(Locale.ROOT, "%.1f s", report.took().toNanos() / NANOS);
    }
}
