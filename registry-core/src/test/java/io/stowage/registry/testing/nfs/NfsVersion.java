package io.stowage.registry.testing.nfs;

/** The versions of the protocol differ in what an open file is to the server. */
public enum NfsVersion {
    /** The server knows of no open files: what is removed cannot be read any more by other clients. */
    V3,
    /** An open file can be read to its end, whoever removed it. */
    V4
}
