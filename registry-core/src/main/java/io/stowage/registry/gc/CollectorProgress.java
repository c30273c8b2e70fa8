package io.stowage.registry.gc;

/**
 * How far a run of the collector has come.
 *
 * @param repositories how many repositories were looked at so far; all, as soon as blobs are
 * @param blobs how many blobs were looked at so far
 * @param bytesFreed how many bytes were removed so far, or would be
 */
public record CollectorProgress(long repositories, long blobs, long bytesFreed) {}
