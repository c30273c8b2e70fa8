package io.stowage.storage;

import java.io.IOException;
import java.util.Map;

/**
 * Makes a storage known by name, for programs that choose one by configuration. Found with
 * {@link java.util.ServiceLoader}; code that knows its storage passes an instance instead.
 */
public interface RegistryStorageProvider {

    /** The name by which the storage is chosen, such as {@code filesystem}. */
    String name();

    /**
     * Opens the storage.
     *
     * @param settings what the storage needs to know; each provider documents its own
     * @throws IllegalArgumentException if a setting is missing, unknown or wrong; the message names it
     * @throws IOException if the storage cannot be opened
     */
    RegistryStorage open(Map<String, String> settings) throws IOException;
}
