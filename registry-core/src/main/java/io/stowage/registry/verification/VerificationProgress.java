package io.stowage.registry.verification;

/**
 * How far a verification is: first all content is read, then the repositories are looked at.
 *
 * @param contents how many blobs and manifests were read, also by the run that this one goes on with
 * @param contentsInAll how many there were at the beginning
 * @param bytes how many bytes were read
 * @param bytesInAll how many there were at the beginning
 * @param repositories how many repositories were looked at
 */
public record VerificationProgress(long contents, long contentsInAll, long bytes, long bytesInAll, long repositories) {}
