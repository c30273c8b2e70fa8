package io.stowage.registry.usage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.storage.Inspection;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What each manifest of one repository needs, by number. */
final class RepositoryNeeds {
    private static final int[] NOTHING = {};

    private final RegistryStorage storage;
    private final ManifestReferences references;
    private final RepositoryName repository;
    private final ContentIndex index;
    private final BitSet held = new BitSet();
    private final BitSet manifests = new BitSet();
    /** For Distribution, which stores what has a SHA-512 under its SHA-256. */
    private final Map<Digest, Digest> storedAs = new HashMap<>();

    private final Map<Integer, int[]> needs = new HashMap<>();

    private RepositoryNeeds(
            RegistryStorage storage, ManifestReferences references, RepositoryName repository, ContentIndex index) {
        this.storage = storage;
        this.references = references;
        this.repository = repository;
        this.index = index;
    }

    /**
     * Reads a repository's manifests.
     *
     * @param doubts is told what could not be read
     */
    static RepositoryNeeds of(
            RegistryStorage storage,
            Inspection inspection,
            ManifestReferences references,
            RepositoryName repository,
            ContentIndex index,
            Consumer<String> doubts)
            throws IOException {
        RepositoryNeeds needs = new RepositoryNeeds(storage, references, repository, index);
        inspection.visitBlobs(repository, needs.new Held(doubts));
        inspection.visitManifests(repository, needs.new Held(doubts));
        inspection.visitManifests(repository, needs.new Read(doubts));
        return needs;
    }

    /** How many manifests there are. */
    int manifestCount() {
        return manifests.cardinality();
    }

    /** All that the repository has, manifests among it, needed or not. */
    void forEachHeld(IntConsumer action) {
        held.stream().forEach(action);
    }

    void forEachManifest(IntConsumer action) {
        manifests.stream().forEach(action);
    }

    /** The number of the manifest that a tag leads to; -1 if it leads to none. */
    int target(Digest digest) {
        int number = index.number(digest);
        return number >= 0 && manifests.get(number) ? number : -1;
    }

    /** Walks to all that a manifest needs, itself included, and that the walk has not met. */
    void walk(int manifest, IntConsumer action) {
        Deque<Integer> open = new ArrayDeque<>();
        if (index.meet(manifest)) {
            open.push(manifest);
        }
        while (!open.isEmpty()) {
            int number = open.pop();
            action.accept(number);
            for (int each : needs.getOrDefault(number, NOTHING)) {
                if (index.meet(each)) {
                    open.push(each);
                }
            }
        }
    }

    private int numberOf(Digest digest) {
        int number = index.number(storedAs.getOrDefault(digest, digest));
        return number >= 0 && held.get(number) ? number : -1;
    }

    private void read(Digest digest, Consumer<String> doubts) throws IOException {
        int number = index.number(digest);
        Optional<StoredManifest> manifest = storage.manifests().find(repository, digest);
        if (number < 0 || manifest.isEmpty()) {
            return; // gone, or damaged, which verification tells
        }
        ManifestReferences.Named named;
        try {
            named = references.of(manifest.get());
        } catch (RegistryException e) {
            doubts.accept("manifest " + digest + " of " + repository
                    + " cannot be understood, so that what it needs is not counted: " + e.getMessage());
            return;
        }
        for (Digest each : named.digests()) {
            add(number, numberOf(each));
        }
        if (named.subject().isPresent()) { // who refers to something belongs to it
            add(numberOf(named.subject().get()), number);
        }
    }

    private void add(int from, int to) {
        if (from < 0 || to < 0) {
            return; // what is missing costs nothing
        }
        int[] known = needs.getOrDefault(from, NOTHING);
        int[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = to;
        needs.put(from, more);
    }

    private class Held implements Inspection.LinkVisitor {
        private final Consumer<String> doubts;

        Held(Consumer<String> doubts) {
            this.doubts = doubts;
        }

        @Override
        public void blob(Digest digest, Optional<Digest> stored) {
            if (stored.isPresent()) {
                hold(stored.get());
                if (!stored.get().equals(digest)) {
                    storedAs.put(digest, stored.get());
                }
            }
        }

        @Override
        public void manifest(Digest digest, boolean understood) throws IOException {
            if (understood) {
                hold(digest);
                int number = index.number(digest);
                if (number >= 0) {
                    manifests.set(number);
                }
            }
        }

        @Override
        public void tag(Tag tag, Optional<Digest> target) {}

        @Override
        public void unreadable(String what, IOException why) {
            doubts.accept(what + " cannot be read: " + why.getMessage());
        }

        private void hold(Digest digest) {
            int number = index.number(digest);
            if (number >= 0) {
                held.set(number);
            }
        }
    }

    private final class Read extends Held {
        private final Consumer<String> doubts;

        Read(Consumer<String> doubts) {
            super(doubts);
            this.doubts = doubts;
        }

        @Override
        public void manifest(Digest digest, boolean understood) throws IOException {
            if (understood) {
                read(digest, doubts);
            }
        }
    }
}
