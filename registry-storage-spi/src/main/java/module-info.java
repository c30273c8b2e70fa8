/**
 * The vocabulary of an OCI registry and the contract between a registry and its storage.
 *
 * <p>Read {@link io.stowage.storage} first. This module has no dependencies, so that a storage can be written
 * against it without inheriting anything.
 */
module io.stowage.storage {
    requires static transitive org.jspecify;

    exports io.stowage.oci;
    exports io.stowage.storage;

    uses io.stowage.storage.RegistryStorageProvider;
}
