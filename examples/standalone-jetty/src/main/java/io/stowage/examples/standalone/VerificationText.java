package io.stowage.examples.standalone;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.registry.verification.Finding;
import io.stowage.registry.verification.Hurt;
import io.stowage.registry.verification.VerificationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code stowage verify} found, for people or for machines. */
record VerificationText(Path directory, VerificationReport report) {
    private static final int MOST_FINDINGS = 1_000;
    private static final int MOST_HURTS = 20;

    String text() {
        StringBuilder text = new StringBuilder(512)
                .append(String.format(
                        Locale.ROOT,
                        "%s: %,d blobs and manifests (%s) read%s; %,d repositories, %,d tags, %,d manifests, %,d links: ",
                        directory,
                        report.contents(),
                        ByteCount.text(report.bytes()),
                        report.before() == 0
                                ? ""
                                : String.format(Locale.ROOT, ", %,d by the run before", report.before()),
                        report.repositories(),
                        report.tags(),
                        report.manifests(),
                        report.links()))
                .append(
                        report.isSound()
                                ? "all is well"
                                : String.format(
                                        Locale.ROOT,
                                        "%,d %s",
                                        report.findingsInAll(),
                                        report.findingsInAll() == 1 ? "finding" : "findings"));
        report.findings().stream().limit(MOST_FINDINGS).forEach(finding -> append(text, finding));
        long more = report.findingsInAll() - Math.min(report.findings().size(), MOST_FINDINGS);
        if (more > 0) {
            text.append(String.format(Locale.ROOT, "%n  and %,d more", more));
        }
        if (report.leftovers() > 0) {
            text.append(String.format(Locale.ROOT, "%n  %,d links to nothing, which nobody needs", report.leftovers()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Finding finding) {
        boolean named = finding.digest().isPresent() || finding.tag().isPresent();
        text.append("\n  ").append(finding.problem()).append(": ");
        text.append(Escaping.controlCharacters(named ? finding.subject() + ": " + finding.detail() : finding.detail()));
        text.append(finding.quarantined() ? "; taken to the quarantine" : "");
        text.append(finding.healed() ? "; pushed again meanwhile" : "");
        for (Hurt hurt : finding.hurts().subList(0, Math.min(finding.hurts().size(), MOST_HURTS))) {
            text.append("\n    hurts ").append(hurt);
            hurt.through()
                    .ifPresent(manifest -> text.append(hurt.byReferrer() ? ", only what refers to it, " : ", through ")
                            .append(manifest));
        }
        if (finding.hurtInAll() > MOST_HURTS) {
            text.append(String.format(Locale.ROOT, "%n    and %,d more", finding.hurtInAll() - MOST_HURTS));
        }
    }

    String json() {
        return JsonLine.of(json -> {
            json.writeStringField("command", "verify");
            json.writeStringField("data", directory.toString());
            json.writeBooleanField("sound", report.isSound());
            json.writeNumberField("contents", report.contents());
            json.writeNumberField("bytes", report.bytes());
            json.writeNumberField("readBefore", report.before());
            json.writeNumberField("repositories", report.repositories());
            json.writeNumberField("tags", report.tags());
            json.writeNumberField("manifests", report.manifests());
            json.writeNumberField("links", report.links());
            json.writeNumberField("leftovers", report.leftovers());
            json.writeNumberField("milliseconds", report.took().toMillis());
            json.writeNumberField("findingsInAll", report.findingsInAll());
            json.writeArrayFieldStart("findings");
            for (Finding finding : report.findings()) {
                write(json, finding);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("problem", finding.problem().toString());
        if (finding.digest().isPresent()) {
            json.writeStringField("digest", finding.digest().get().toString());
        }
        if (finding.repository().isPresent()) {
            json.writeStringField("repository", finding.repository().get().toString());
        }
        if (finding.tag().isPresent()) {
            json.writeStringField("tag", finding.tag().get().toString());
        }
        json.writeStringField("detail", finding.detail());
        json.writeBooleanField("quarantined", finding.quarantined());
        json.writeBooleanField("healed", finding.healed());
        json.writeNumberField("hurtInAll", finding.hurtInAll());
        json.writeArrayFieldStart("hurts");
        for (Hurt hurt : finding.hurts()) {
            json.writeStartObject();
            json.writeStringField("image", hurt.toString());
            if (hurt.through().isPresent()) {
                json.writeStringField("through", hurt.through().get().toString());
            }
            json.writeBooleanField("onlyByReferrer", hurt.byReferrer());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
