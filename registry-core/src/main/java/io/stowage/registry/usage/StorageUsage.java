package io.stowage.registry.usage;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.storage.Inspection;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.SupportsInspection;
import io.stowage.storage.UploadNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Counts what each repository and each tag really costs, where repositories and tags share content.
 *
 * <p>A tag needs its manifest, what that names (config, layers, the manifests of an index), what those name in turn, and
 * the manifests that refer to any of these, such as signatures. A manifest that no tag needs so is untagged, and needs
 * what it names all the same. Content that nothing needs is unneeded, whether a repository has it or none.
 *
 * <p>Changes nothing. Safe for use by many threads. The registry may be in use meanwhile; what changes is counted or not.
 * Reads each manifest twice; holds some 70 bytes of heap for each blob and manifest, and what one repository's manifests
 * name.
 */
public final class StorageUsage {
    private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MOST_NOTES = 100;

    private final RegistryStorage storage;
    private final Inspection inspection;
    private final ManifestReferences references;

    /**
     * What counts in a storage.
     *
     * @throws IllegalArgumentException if the storage cannot be inspected
     */
    public StorageUsage(RegistryStorage storage, ManifestReferences references) {
        this.storage = requireNonNull(storage, "storage is null");
        if (!(storage instanceof SupportsInspection capable)) {
            throw new IllegalArgumentException("this storage cannot be inspected: " + storage);
        }
        this.inspection = capable.inspection();
        this.references = requireNonNull(references, "references is null");
    }

    /**
     * Counts.
     *
     * @param detailed for which repositories the tags are to be listed, each costing some 200 bytes of heap
     * @param progress is told how many repositories were read, each of them twice
     * @throws IOException if not all could be read
     */
    public UsageReport measure(Predicate<RepositoryName> detailed, LongConsumer progress) throws IOException {
        return new Count(detailed, progress).run();
    }

    private final class Count {
        private final Predicate<RepositoryName> detailed;
        private final LongConsumer progress;
        private final ContentIndex index = new ContentIndex();
        private final Map<RepositoryName, Long> uploads = new HashMap<>();
        private final List<String> notes = new ArrayList<>();
        private final List<RepositoryUsage> counted = new ArrayList<>();
        private long stored;
        private long aside;
        private long quarantined;
        private long visited;
        private int repositories;
        private int tags;

        Count(Predicate<RepositoryName> detailed, LongConsumer progress) {
            this.detailed = detailed;
            this.progress = progress;
        }

        UsageReport run() throws IOException {
            inspection.visitContent(Optional.empty(), contents((digest, size) -> {
                stored += size;
                index.add(digest, size);
            }));
            int inPlace = index.size();
            inspection.visitAside(contents((digest, size) -> {
                aside += size;
                index.add(digest, size); // somebody may need it, and then it comes back
            }));
            inspection.visitQuarantine(contents((digest, size) -> quarantined += size));
            index.complete();
            countUploads();
            inspection.visitRepositories(repositories(this::mark));
            inspection.visitRepositories(repositories(this::count));
            long unneeded = 0;
            for (int number = 0; number < inPlace; number++) {
                unneeded += index.isNeeded(number) ? 0 : index.bytes(number);
            }
            counted.sort(Comparator.comparingLong(RepositoryUsage::total)
                    .reversed()
                    .thenComparing(usage -> usage.repository().value()));
            return new UsageReport(
                    counted,
                    stored,
                    inPlace,
                    unneeded,
                    aside,
                    quarantined,
                    uploads.values().stream().mapToLong(Long::longValue).sum(),
                    notes);
        }

        private void countUploads() throws IOException {
            for (PendingUpload upload : storage.uploads().startedBefore(FAR_FUTURE)) {
                uploads.merge(upload.repository(), sizeOf(upload), Long::sum);
            }
        }

        private static long sizeOf(PendingUpload upload) throws IOException {
            try {
                return upload.size();
            } catch (UploadNotFoundException e) {
                return 0; // ended meanwhile
            }
        }

        /** Notes who needs what. */
        private void mark(RepositoryName name, RepositoryNeeds needs) throws IOException {
            int repository = repositories++;
            // The tags together, to find out what is left for manifests without one.
            List<Integer> targets = new ArrayList<>();
            visitTags(name, (tag, digest) -> targets.add(needs.target(digest)));
            for (int target : targets) {
                int tag = tags++;
                index.beginWalk();
                walk(needs, target, number -> index.need(number, repository, tag));
            }
            index.beginWalk();
            targets.forEach(target -> walk(needs, target, number -> {}));
            List<Integer> untagged = new ArrayList<>();
            needs.forEachManifest(manifest -> {
                if (!index.isMet(manifest)) {
                    untagged.add(manifest);
                }
            });
            int none = tags++;
            index.beginWalk();
            untagged.forEach(manifest -> walk(needs, manifest, number -> index.need(number, repository, none)));
        }

        /** Counts, now that it is known who else needs it. */
        private void count(RepositoryName name, RepositoryNeeds needs) throws IOException {
            List<TagUsage> listed = new ArrayList<>();
            List<Integer> targets = new ArrayList<>();
            boolean details = detailed.test(name);
            visitTags(name, (tag, digest) -> {
                int target = needs.target(digest);
                targets.add(target);
                if (details) {
                    listed.add(usage(needs, tag, digest, target));
                }
            });
            Sums sums = new Sums();
            index.beginWalk();
            targets.forEach(target -> walk(needs, target, number -> sums.add(number, false)));
            needs.forEachManifest(manifest -> walk(needs, manifest, number -> sums.add(number, true)));
            needs.forEachHeld(number -> sums.unneeded += index.isNeeded(number) ? 0 : index.bytes(number));
            long received = uploads.getOrDefault(name, 0L);
            if (targets.isEmpty() && needs.manifestCount() == 0 && sums.unneeded == 0 && received == 0) {
                return; // a directory above others, or nothing left
            }
            listed.sort(Comparator.comparingLong(TagUsage::total).reversed().thenComparing(TagUsage::tag));
            counted.add(new RepositoryUsage(
                    name,
                    sums.alone,
                    sums.shared,
                    sums.untagged,
                    sums.unneeded,
                    received,
                    targets.size(),
                    needs.manifestCount(),
                    listed));
        }

        private final class Sums {
            private long alone;
            private long shared;
            private long untagged;
            private long unneeded;

            void add(int number, boolean onlyUntagged) {
                if (index.isSharedByRepositories(number)) {
                    shared += index.bytes(number);
                } else {
                    alone += index.bytes(number);
                    untagged += onlyUntagged ? index.bytes(number) : 0;
                }
            }
        }

        private TagUsage usage(RepositoryNeeds needs, Tag tag, Digest digest, int target) {
            long[] sums = new long[3];
            index.beginWalk();
            walk(needs, target, number -> {
                int kind = index.isSharedByRepositories(number) ? 2 : index.isSharedByTags(number) ? 1 : 0;
                sums[kind] += index.bytes(number);
            });
            return new TagUsage(tag, digest, sums[0], sums[1], sums[2]);
        }

        private void walk(RepositoryNeeds needs, int manifest, IntConsumer action) {
            if (manifest >= 0) {
                needs.walk(manifest, action);
            }
        }

        private interface TagVisit {
            void visit(Tag tag, Digest digest) throws IOException;
        }

        private void visitTags(RepositoryName name, TagVisit visit) throws IOException {
            inspection.visitTags(name, new Inspection.LinkVisitor() {
                @Override
                public void tag(Tag tag, Optional<Digest> target) throws IOException {
                    if (target.isPresent()) {
                        visit.visit(tag, target.get());
                    }
                }

                @Override
                public void unreadable(String what, IOException why) {
                    note(what, why);
                }
            });
        }

        private interface Visit {
            void visit(RepositoryName name, RepositoryNeeds needs) throws IOException;
        }

        private Inspection.RepositoryVisitor repositories(Visit visit) {
            return new Inspection.RepositoryVisitor() {
                @Override
                public void visit(RepositoryName name) throws IOException {
                    visit.visit(
                            name, RepositoryNeeds.of(storage, inspection, references, name, index, Count.this::note));
                    progress.accept(++visited);
                }

                @Override
                public void unreadable(String what, IOException why) {
                    note(what, why);
                }
            };
        }

        private Inspection.ContentVisitor contents(Inspection.ContentVisitor visitor) {
            return new Inspection.ContentVisitor() {
                @Override
                public void visit(Digest digest, long size) throws IOException {
                    visitor.visit(digest, size);
                }

                @Override
                public void unreadable(String what, IOException why) {
                    note(what, why);
                }
            };
        }

        private void note(String what, IOException why) {
            note(what + " cannot be read: " + why.getMessage());
        }

        private void note(String doubt) {
            if (notes.size() < MOST_NOTES && !notes.contains(doubt)) {
                notes.add(doubt);
            }
        }
    }
}
