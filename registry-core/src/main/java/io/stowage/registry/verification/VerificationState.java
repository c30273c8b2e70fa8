package io.stowage.registry.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stowage.oci.Digest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a verification came, as a note in the storage, so that it can go on.
 *
 * <pre>{@code
 * {"by": "4711-9f2c…", "began": "2026-11-23T22:00:00Z", "seen": "2026-11-23T23:10:05Z", "ended": false,
 *  "after": "sha256:7f…", "contents": 120000, "bytes": 99999999,
 *  "damaged": [{"digest": "sha256:…", "problem": "CORRUPT", "detail": "…", "quarantined": true}],
 *  "known": ["sha256:…"]}
 * }</pre>
 *
 * @param by who is or was at it
 * @param began when it began
 * @param seen when this was written
 * @param ended whether it came to its end
 * @param after all content up to this digest was read
 * @param contents how many that were
 * @param bytes how many bytes
 * @param damaged what was found
 * @param known what was told of by the round before
 */
record VerificationState(
        String by,
        Instant began,
        Instant seen,
        boolean ended,
        Optional<Digest> after,
        long contents,
        long bytes,
        List<Damaged> damaged,
        List<String> known) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Content that is damaged. */
    record Damaged(Digest digest, Problem problem, String detail, boolean quarantined) {}

    static VerificationState begin(String by, Instant now, List<String> known) {
        return new VerificationState(by, now, now, false, Optional.empty(), 0, 0, List.of(), known);
    }

    VerificationState takenOver(String by, Instant now) {
        return new VerificationState(by, began, now, ended, after, contents, bytes, damaged, known);
    }

    VerificationState at(Instant now, Optional<Digest> after, long contents, long bytes, List<Damaged> damaged) {
        return new VerificationState(by, began, now, false, after, contents, bytes, damaged, known);
    }

    VerificationState end(Instant now, List<String> known) {
        return new VerificationState(by, began, now, true, after, contents, bytes, List.of(), known);
    }

    String toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("by", by)
                .put("began", began.toString())
                .put("seen", seen.toString())
                .put("ended", ended)
                .put("contents", contents)
                .put("bytes", bytes);
        after.ifPresent(digest -> json.put("after", digest.toString()));
        ArrayNode list = json.putArray("damaged");
        for (Damaged each : damaged) {
            list.addObject()
                    .put("digest", each.digest().toString())
                    .put("problem", each.problem().name())
                    .put("detail", each.detail())
                    .put("quarantined", each.quarantined());
        }
        known.forEach(json.putArray("known")::add);
        return json.toString();
    }

    /** Reads a note; empty if it is none: then a verification begins anew, and nothing is lost but time. */
    static Optional<VerificationState> parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<Damaged> damaged = new ArrayList<>();
            for (JsonNode each : json.path("damaged")) {
                damaged.add(new Damaged(
                        Digest.parse(each.path("digest").asText()),
                        Problem.valueOf(each.path("problem").asText()),
                        each.path("detail").asText(),
                        each.path("quarantined").asBoolean()));
            }
            List<String> known = new ArrayList<>();
            json.path("known").forEach(each -> known.add(each.asText()));
            return Optional.of(new VerificationState(
                    json.path("by").asText(),
                    Instant.parse(json.path("began").asText()),
                    Instant.parse(json.path("seen").asText()),
                    json.path("ended").asBoolean(),
                    Optional.of(json.path("after").asText())
                            .filter(digest -> !digest.isEmpty())
                            .map(Digest::parse),
                    json.path("contents").asLong(),
                    json.path("bytes").asLong(),
                    damaged,
                    known));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
