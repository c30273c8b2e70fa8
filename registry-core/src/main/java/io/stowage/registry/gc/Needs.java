package io.stowage.registry.gc;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.internal.DigestSet;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.storage.Inventory;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one repository needs: the manifests that are wanted, and the blobs that those name.
 *
 * <p>Wanted is what a tag leads to, what a wanted index lists, and what refers to something wanted; and what is in its
 * place, if untagged manifests are not to be removed, or it is young. What is aside is wanted only for one of the first
 * three reasons: some run found that nothing needs it.
 */
final class Needs {
    private final ManifestReferences references;
    private final Sweep sweep;
    private final RepositoryName repository;
    private final Set<Digest> manifests = new HashSet<>();
    private final DigestSet blobs = new DigestSet();
    /** What those name that are not wanted and still there. What is wanted may be among it. */
    private final DigestSet named = new DigestSet();

    private final List<String> doubts = new ArrayList<>();
    private final List<String> remarks;

    /** What the indexes list. Image manifests name much more, and are read again when they are wanted. */
    private final Map<Digest, Set<Digest>> children = new HashMap<>();

    private final Map<Digest, Set<Digest>> referrers = new HashMap<>();
    /** The image manifests whose blobs were not yet noted. */
    private final Set<Digest> unread = new HashSet<>();

    private Needs(ManifestReferences references, Sweep sweep, RepositoryName repository, List<String> remarks) {
        this.references = references;
        this.sweep = sweep;
        this.repository = repository;
        this.remarks = remarks;
    }

    /**
     * Finds out.
     *
     * @throws IOException if the storage cannot say
     */
    static Needs of(
            ManifestReferences references, Sweep sweep, RepositoryName repository, Optional<Duration> untaggedOlderThan)
            throws IOException {
        Inventory inventory = sweep.inventory(repository);
        Needs needs = new Needs(references, sweep, repository, inventory.doubts());
        Deque<Digest> wanted = new ArrayDeque<>(inventory.tagged());
        for (Digest digest : inventory.manifests()) {
            boolean atOnce = untaggedOlderThan.isEmpty() || needs.isYoung(digest, untaggedOlderThan.get());
            if (atOnce) {
                wanted.add(digest);
            }
            needs.read(digest, atOnce);
        }
        for (Digest digest : inventory.aside()) {
            needs.read(digest, false);
        }
        needs.want(wanted);
        return needs;
    }

    /** Whether a manifest is needed. All are if there is one of which it cannot be told what it names. */
    boolean manifest(Digest digest) {
        return !doubts.isEmpty() || manifests.contains(digest) || blobs.contains(digest);
    }

    /** Whether a blob is needed. All are if there is a manifest of which it cannot be told what it names. */
    boolean blob(Digest digest) {
        return !doubts.isEmpty() || blobs.contains(digest);
    }

    /** Whether something is named by a manifest that is not needed: it must not be removed before that one is. */
    boolean isNamed(Digest digest) {
        return named.contains(digest);
    }

    /** Why more is kept than needed, for people. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        doubts.forEach(doubt -> reasons.add("all of repository " + repository + ": " + doubt));
        remarks.forEach(remark -> reasons.add("manifests of repository " + repository + ": " + remark));
        return reasons;
    }

    private void read(Digest digest, boolean wanted) throws IOException {
        Optional<StoredManifest> manifest = sweep.manifest(repository, digest);
        if (manifest.isEmpty()) {
            doubt(digest, "its content is missing, damaged, or of an unknown kind");
            return;
        }
        ManifestReferences.Named content;
        try {
            content = references.of(manifest.get());
        } catch (RegistryException e) {
            doubt(digest, String.valueOf(e.getMessage()));
            return;
        }
        if (content.areManifests()) {
            children.put(digest, content.digests());
        } else if (wanted) {
            content.digests().forEach(blobs::add);
        } else {
            unread.add(digest);
        }
        if (!wanted) {
            content.digests().forEach(named::add);
        }
        manifest.get()
                .subject()
                .ifPresent(subject -> referrers
                        .computeIfAbsent(subject, unknown -> new HashSet<>())
                        .add(digest));
    }

    private void doubt(Digest digest, String why) {
        doubts.add("manifest " + digest + " cannot be understood: " + why);
        manifests.add(digest); // and is kept
    }

    /** Wants manifests, what they name, and who refers to them. */
    private void want(Deque<Digest> wanted) throws IOException {
        wanted.addAll(manifests);
        Set<Digest> seen = new HashSet<>();
        while (!wanted.isEmpty()) {
            Digest digest = wanted.pop();
            if (seen.add(digest)) {
                manifests.add(digest);
                if (unread.remove(digest)) {
                    read(digest, true);
                }
                // as far as one can tell manifests: BuildKit's old cache format lists blobs in an index
                Set<Digest> listed = children.getOrDefault(digest, Set.of());
                listed.forEach(blobs::add);
                listed.forEach(wanted::push);
                referrers.getOrDefault(digest, Set.of()).forEach(wanted::push);
            }
        }
    }

    private boolean isYoung(Digest manifest, Duration age) throws IOException {
        Instant limit = sweep.startedAt().minus(age);
        return sweep.putAt(repository, manifest)
                .filter(at -> at.isBefore(limit))
                .isEmpty();
    }
}
