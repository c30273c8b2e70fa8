package io.stowage.registry.verification;

import java.time.Duration;
import java.util.List;

/**
 * What a verification found.
 *
 * @param contents how many blobs and manifests were read
 * @param bytes how many bytes those have
 * @param before how many were read by the run that this one went on with
 * @param repositories how many repositories were looked at
 * @param tags how many tags
 * @param manifests how many manifests of repositories
 * @param links how many blobs of repositories
 * @param leftovers how many links lead to nothing and are needed by nobody: other registries leave such, and the collector
 *     removes them
 * @param findings what is the matter: the first ten thousand
 * @param findingsInAll how much is the matter
 * @param took how long it took
 */
public record VerificationReport(
        long contents,
        long bytes,
        long before,
        long repositories,
        long tags,
        long manifests,
        long links,
        long leftovers,
        List<Finding> findings,
        long findingsInAll,
        Duration took) {

    /** Copies the findings. */
    public VerificationReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is the matter. */
    public boolean isSound() {
        return findingsInAll == 0;
    }
}
