package io.stowage.storage.tck;

/** Every promise of a storage; an implementer extends it and says how to open one. */
public abstract class RegistryStorageContract {
    /** For the implementer's test class. */
    protected RegistryStorageContract() {}
}
