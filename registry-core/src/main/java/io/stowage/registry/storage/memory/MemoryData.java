package io.stowage.registry.storage.memory;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.UploadId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What all instances over the same data share. Its own monitor guards everything in it; no byte is copied while it is
 * held.
 */
final class MemoryData {
    /** By name; a repository without any content may be among them. */
    final NavigableMap<String, Repository> repositories = new TreeMap<>();

    final Map<UploadId, MemoryUpload> uploads = new HashMap<>();

    /** How large damaged content was, by digest; its bytes are of no use to anybody. */
    final Map<String, Long> quarantine = new HashMap<>();

    /** What inspections noted, by name. */
    final Map<String, String> notes = new HashMap<>();

    /** Whether a sweep is under way. */
    boolean swept;

    private Instant last = Instant.EPOCH;

    /** The time, later each time it is asked for. */
    Instant now() {
        Instant now = Instant.now();
        last = now.isAfter(last) ? now : last.plusNanos(1);
        return last;
    }

    /** The content of one repository, by the text that lists are ordered by. */
    static final class Repository {
        final Shelf<HeapBytes> blobs = new Shelf<>();
        final Shelf<StoredManifest> manifests = new Shelf<>();
        final NavigableMap<String, Digest> tags = new TreeMap<>();
    }

    /** A repository to look into; changes to one that was not known are lost. */
    Repository look(RepositoryName name) {
        Repository repository = repositories.get(name.value());
        return repository == null ? new Repository() : repository;
    }

    /** A repository to put something into. */
    Repository change(RepositoryName name) {
        return repositories.computeIfAbsent(name.value(), unknown -> new Repository());
    }
}
