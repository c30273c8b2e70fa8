package io.stowage.storage;

/** A storage that shows all it keeps. Implemented beside {@link RegistryStorage} by storages that can. */
public interface SupportsInspection {

    /** What looks at it. Cheap, never fails; lives as long as the storage. */
    Inspection inspection();
}
