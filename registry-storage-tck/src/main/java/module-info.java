/** The tests that a storage must pass: extend {@link io.stowage.storage.tck.RegistryStorageContract}. */
module io.stowage.storage.tck {
    requires transitive io.stowage.storage;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.junit.platform.commons;
    requires static org.jspecify;

    exports io.stowage.storage.tck;

    // JUnit calls the tests by reflection.
    opens io.stowage.storage.tck to
            org.junit.platform.commons;
}
