package io.stowage.registry.storage.filesystem;

/**
 * What was found out about a directory that can be served.
 *
 * @param hardLinks whether a file can have two names there. Where it cannot, a process that is killed in the moment of
 *     publishing a blob may lose the upload, and of two writers of one part of an upload the later one may win
 */
public record ProbedDirectory(boolean hardLinks) {}
