package io.stowage.registry.usage;

import java.util.List;

/**
 * What a storage is used for, in bytes. What was pushed or deleted while it was counted is counted or not.
 *
 * @param repositories each repository, largest first
 * @param stored all blobs and manifests, each once, however many repositories have it
 * @param contents how many those are
 * @param unneeded the part of {@code stored} that no manifest of any repository needs; the collector removes it
 * @param aside what the collector put aside already, and removes when its time has come
 * @param quarantined what a verification found damaged, and kept for people
 * @param uploads what was received of blobs that are not complete
 * @param notes what could not be counted, and why, for people; the first of many
 */
public record UsageReport(
        List<RepositoryUsage> repositories,
        long stored,
        long contents,
        long unneeded,
        long aside,
        long quarantined,
        long uploads,
        List<String> notes) {

    /** Copies the lists. */
    public UsageReport {
        repositories = List.copyOf(repositories);
        notes = List.copyOf(notes);
    }

    /** What repositories need. */
    public long needed() {
        return stored - unneeded;
    }
}
