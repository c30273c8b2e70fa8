package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.util.List;
import java.util.Optional;

/**
 * Something that is the matter.
 *
 * @param problem what
 * @param digest with which content
 * @param repository in which repository, if it is the matter in one only
 * @param tag with which tag
 * @param detail more of it, for people
 * @param quarantined whether the bytes were taken out of reach, so that the next push heals it
 * @param healed whether all was well again when it was looked at once more: somebody pushed it meanwhile
 * @param hurts whom it hurts: the first thousand
 * @param hurtInAll how many it hurts
 */
public record Finding(
        Problem problem,
        Optional<Digest> digest,
        Optional<RepositoryName> repository,
        Optional<Tag> tag,
        String detail,
        boolean quarantined,
        boolean healed,
        List<Hurt> hurts,
        long hurtInAll) {
    private static final int SHOWN = 10;

    /** Copies the list. */
    public Finding {
        hurts = List.copyOf(hurts);
    }

    /** What it is the matter with: the same in each run, whatever the problem has become. */
    public String subject() {
        StringBuilder subject = new StringBuilder();
        repository.ifPresent(subject::append);
        tag.ifPresent(name -> subject.append(':').append(name));
        digest.ifPresent(name -> subject.append(subject.isEmpty() ? "" : "@").append(name));
        return subject.isEmpty() ? detail : subject.toString();
    }

    /** In one line, with the first of those that it hurts. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(problem.toString()).append(": ");
        text.append(subject().equals(detail) ? detail : subject() + ": " + detail);
        text.append(quarantined ? "; taken to the quarantine" : "").append(healed ? "; pushed again meanwhile" : "");
        int shown = Math.min(hurts.size(), SHOWN);
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "; hurts " : ", ").append(hurts.get(i));
        }
        return text.append(hurtInAll > shown ? " and " + (hurtInAll - shown) + " more" : "")
                .toString();
    }
}
