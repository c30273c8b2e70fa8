package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.registry.internal.DigestSet;
import io.stowage.registry.verification.Damages.Damage;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.Inspection;
import java.io.IOException;
import java.util.Optional;

/** What is known of content after it was read: whether it is there, and what is the matter with it. */
final class KnownContent {
    private static final int LARGEST_MANIFEST = 64 << 20;

    private final Inspection inspection;
    private final ContentCheck check;
    private final Damages damages;
    private final DigestSet stored;
    private final DigestSet aliases = new DigestSet();

    KnownContent(Inspection inspection, ContentCheck check, Damages damages, DigestSet stored) {
        this.inspection = inspection;
        this.check = check;
        this.damages = damages;
        this.stored = stored;
    }

    /** Whether there are bytes under a digest, right or wrong. */
    boolean isThere(Digest digest) throws IOException {
        Optional<Damage> damage = damages.of(digest);
        if (damage.isPresent() && (damage.get().quarantined() || damage.get().problem() == Problem.MISSING)) {
            return false;
        }
        if (stored.contains(digest)) {
            return true;
        }
        try (InspectedContent content = inspection.openContent(digest).orElse(null)) { // came since, or is aside
            if (content != null) {
                stored.add(digest);
            }
            return content != null;
        }
    }

    /** What is the matter with content that some repository has. */
    Optional<Damage> damage(Digest digest) throws IOException {
        Optional<Damage> known = damages.of(digest);
        return known.isPresent() || isThere(digest)
                ? known
                : Optional.of(damages.content(digest, Problem.MISSING, "there are no bytes of it", false));
    }

    /** The bytes of a manifest; empty if they are gone or damaged, which {@link #damage} then tells. */
    Optional<byte[]> read(Digest digest) throws IOException {
        try (InspectedContent content = inspection.openContent(digest).orElse(null)) {
            if (content == null) {
                damages.content(digest, Problem.MISSING, "there are no bytes of it", false);
                return Optional.empty();
            }
            if (content.size() > LARGEST_MANIFEST) {
                damages.content(digest, Problem.NOT_UNDERSTOOD, "it has " + content.size() + " bytes", false);
                return Optional.empty();
            }
            byte[] bytes = content.read().readAllBytes();
            if (Digest.of(digest.algorithm(), bytes).equals(digest)) {
                return Optional.of(bytes);
            }
        } catch (IOException e) {
            damages.content(digest, Problem.UNREADABLE, String.valueOf(e.getMessage()), false);
            return Optional.empty();
        }
        check.check(digest)
                .ifPresent(found -> damages.content(digest, found.problem(), found.detail(), found.quarantined()));
        return Optional.empty();
    }

    /** Whether bytes that lie under one digest have another too. */
    boolean isAlias(Digest digest, Digest stored) throws IOException {
        if (aliases.contains(digest)) {
            return true;
        }
        boolean is = check.have(stored, digest);
        if (is) {
            aliases.add(digest);
        }
        return is;
    }
}
