/**
 * What an OCI registry does, without HTTP: start at {@link io.stowage.registry.Registry}.
 */
@SuppressWarnings("module") // io.stowage.token is built after this one
module io.stowage.registry {
    requires transitive io.stowage.storage;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.stowage.registry;
    exports io.stowage.registry.auth;
    exports io.stowage.registry.auth.htpasswd;
    exports io.stowage.registry.auth.internal to
            io.stowage.token;
    exports io.stowage.registry.auth.rules;
    exports io.stowage.registry.blob;
    exports io.stowage.registry.error;
    exports io.stowage.registry.gc;
    exports io.stowage.registry.manifest;
    exports io.stowage.registry.storage.filesystem;
    exports io.stowage.registry.storage.memory;
    exports io.stowage.registry.tag;
    exports io.stowage.registry.upload;
    exports io.stowage.registry.usage;
    exports io.stowage.registry.verification;

    provides io.stowage.storage.RegistryStorageProvider with
            io.stowage.registry.storage.filesystem.FilesystemStorageProvider,
            io.stowage.registry.storage.memory.InMemoryStorageProvider;
}
