package io.stowage.storage.tck;

/** What a storage can do beyond keeping content in one instance; the contract asks only for what is claimed. */
public enum StorageFeature {
    /** Several instances may serve the same data at the same time. */
    MULTI_INSTANCE,
    /** The data is still there when the storage was closed and opened again. */
    RESTART,
    /** What nobody needs can be removed while the storage is in use: {@link io.stowage.storage.SupportsSweep}. */
    SWEEP,
    /** The tests can make the medium fail: {@link RegistryStorageContract#openOnFaultyMedium}. */
    FAULTS,
    /** All that is kept can be looked at: {@link io.stowage.storage.SupportsInspection}. */
    INSPECTION
}
