package io.stowage.registry.gc;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RegistryStorage;
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

/** What one repository needs: the manifests that are wanted, and the blobs that those name. */
final class Needs {
    private static final int PAGE = 1000;

    private final RegistryStorage storage;
    private final ManifestReferences references;
    private final RepositoryName repository;
    private final Set<Digest> manifests = new HashSet<>();
    private final Set<Digest> blobs = new HashSet<>();
    private final List<String> doubts = new ArrayList<>();
    /** What each manifest that was read names, and whom each refers to. */
    private final Map<Digest, ManifestReferences.Named> named = new HashMap<>();

    private final Map<Digest, Set<Digest>> referrers = new HashMap<>();

    private Needs(RegistryStorage storage, ManifestReferences references, RepositoryName repository) {
        this.storage = storage;
        this.references = references;
        this.repository = repository;
    }

    /**
     * Finds out.
     *
     * @throws IOException if the storage cannot say
     */
    static Needs of(
            RegistryStorage storage,
            ManifestReferences references,
            Sweep sweep,
            RepositoryName repository,
            Optional<Duration> untaggedOlderThan)
            throws IOException {
        Needs needs = new Needs(storage, references, repository);
        Set<Digest> tagged = untaggedOlderThan.isPresent() ? needs.tagged() : Set.of();
        Deque<Digest> wanted = new ArrayDeque<>(tagged);
        for (Digest digest : needs.listed()) {
            needs.read(digest);
            if (untaggedOlderThan.isEmpty() || isYoung(sweep, repository, digest, untaggedOlderThan.get())) {
                wanted.add(digest);
            }
        }
        needs.want(wanted);
        needs.named.clear();
        needs.referrers.clear();
        return needs;
    }

    /** Whether a manifest is needed. */
    boolean manifest(Digest digest) {
        return manifests.contains(digest) || blobs.contains(digest);
    }

    /** Whether a blob is needed. All are if there is a manifest of which it cannot be told what it names. */
    boolean blob(Digest digest) {
        return !doubts.isEmpty() || blobs.contains(digest);
    }

    /** What could not be read. */
    List<String> doubts() {
        return doubts;
    }

    private void read(Digest digest) throws IOException {
        Optional<StoredManifest> manifest = storage.manifests().find(repository, digest);
        if (manifest.isEmpty()) {
            doubt(digest, "its content is missing or damaged");
            return;
        }
        try {
            named.put(digest, references.of(manifest.get()));
        } catch (RegistryException e) {
            doubt(digest, String.valueOf(e.getMessage()));
            return;
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
                comeBack(digest);
                ManifestReferences.Named content = named.get(digest);
                if (content != null) {
                    blobs.addAll(content.digests());
                    if (content.areManifests()) {
                        content.digests().forEach(wanted::push);
                    }
                }
                referrers.getOrDefault(digest, Set.of()).forEach(wanted::push);
            }
        }
    }

    /**
     * Reads a manifest that was not listed: one that was put aside when it was untagged, and has a tag or a parent again.
     * Then those who refer to it were put aside with it.
     */
    private void comeBack(Digest digest) throws IOException {
        if (named.containsKey(digest)
                || storage.manifests().find(repository, digest).isEmpty()) {
            return;
        }
        read(digest);
        PageRequest request = PageRequest.first(PAGE);
        while (true) {
            Page<Digest> page = storage.manifests().referrers(repository, digest, request);
            for (Digest referrer : page.entries()) {
                if (!named.containsKey(referrer)) {
                    read(referrer);
                }
            }
            if (!page.more()) {
                return;
            }
            request = PageRequest.after(last(page).toString(), PAGE);
        }
    }

    private static boolean isYoung(Sweep sweep, RepositoryName repository, Digest manifest, Duration age)
            throws IOException {
        Instant limit = sweep.startedAt().minus(age);
        return sweep.putAt(repository, manifest)
                .filter(at -> at.isBefore(limit))
                .isEmpty();
    }

    private Set<Digest> tagged() throws IOException {
        Set<Digest> tagged = new HashSet<>();
        PageRequest request = PageRequest.first(PAGE);
        while (true) {
            Page<Tag> page = storage.tags().list(repository, request);
            for (Tag tag : page.entries()) {
                storage.tags().find(repository, tag).ifPresent(tagged::add);
            }
            if (!page.more()) {
                return tagged;
            }
            request = PageRequest.after(last(page).toString(), PAGE);
        }
    }

    private List<Digest> listed() throws IOException {
        List<Digest> listed = new ArrayList<>();
        PageRequest request = PageRequest.first(PAGE);
        while (true) {
            Page<Digest> page = storage.manifests().list(repository, request);
            listed.addAll(page.entries());
            if (!page.more()) {
                return listed;
            }
            request = PageRequest.after(last(page).toString(), PAGE);
        }
    }

    private static <T> T last(Page<T> page) {
        return page.entries().get(page.entries().size() - 1);
    }
}
