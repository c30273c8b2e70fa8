package io.stowage.registry.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.internal.DigestSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is the matter, each once, and whom it hurts. Remembers the first ten thousand. Safe for use by many threads. */
final class Damages {
    static final int MOST = 10_000;
    private static final int MOST_HURT = 1_000;

    private final Map<String, Damage> bySubject = new LinkedHashMap<>();
    /** Those that are not remembered, by the digests of their subjects: each is counted once. */
    private final DigestSet more = new DigestSet();

    /** One thing that is the matter. */
    final class Damage {
        private final Finding finding;
        private final List<Hurt> hurts = new ArrayList<>();
        private long hurtInAll;
        private boolean healed;

        Damage(Finding finding) {
            this.finding = finding;
        }

        Optional<Digest> digest() {
            return finding.digest();
        }

        boolean isOfContent() {
            return finding.digest().isPresent() && finding.repository().isEmpty();
        }

        Problem problem() {
            return finding.problem();
        }

        String detail() {
            return finding.detail();
        }

        boolean quarantined() {
            return finding.quarantined();
        }

        void heal() {
            synchronized (Damages.this) {
                healed = true;
            }
        }

        void hurts(Hurt hurt) {
            synchronized (Damages.this) {
                hurtInAll++;
                if (hurts.size() < MOST_HURT) {
                    hurts.add(hurt);
                }
            }
        }

        private Finding finding() {
            return new Finding(
                    finding.problem(),
                    finding.digest(),
                    finding.repository(),
                    finding.tag(),
                    finding.detail(),
                    finding.quarantined(),
                    healed,
                    hurts,
                    hurtInAll);
        }
    }

    Optional<Damage> of(Digest content) {
        synchronized (this) {
            return Optional.ofNullable(bySubject.get(content.toString())).filter(damage -> !damage.healed);
        }
    }

    /** Content that is damaged, wherever it is used. */
    Damage content(Digest digest, Problem problem, String detail, boolean quarantined) {
        return add(problem, Optional.of(digest), Optional.empty(), Optional.empty(), detail, quarantined);
    }

    /** Content that one repository does not have as it should. */
    Damage held(RepositoryName repository, Digest digest, Problem problem, String detail) {
        return add(problem, Optional.of(digest), Optional.of(repository), Optional.empty(), detail, false);
    }

    Damage tag(RepositoryName repository, Tag tag, Problem problem, String detail) {
        return add(problem, Optional.empty(), Optional.of(repository), Optional.of(tag), detail, false);
    }

    Damage unreadable(String what, String why) {
        return add(
                Problem.UNREADABLE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                what + " cannot be read: " + why,
                false);
    }

    private synchronized Damage add(
            Problem problem,
            Optional<Digest> digest,
            Optional<RepositoryName> repository,
            Optional<Tag> tag,
            String detail,
            boolean quarantined) {
        Finding finding = new Finding(problem, digest, repository, tag, detail, quarantined, false, List.of(), 0);
        Damage known = bySubject.get(finding.subject());
        if (known != null && !known.healed) {
            return known;
        }
        Damage damage = new Damage(finding);
        if (known == null && bySubject.size() == MOST) {
            more.add(Digest.of(DigestAlgorithm.SHA256, finding.subject().getBytes(UTF_8)));
        } else {
            bySubject.put(finding.subject(), damage);
        }
        return damage;
    }

    /** Those of content, in the order in which they were found. */
    synchronized Collection<Damage> ofContents() {
        return bySubject.values().stream().filter(Damage::isOfContent).toList();
    }

    synchronized List<Finding> findings() {
        return bySubject.values().stream().map(Damage::finding).toList();
    }

    synchronized long count() {
        return (long) bySubject.size() + more.size();
    }
}
