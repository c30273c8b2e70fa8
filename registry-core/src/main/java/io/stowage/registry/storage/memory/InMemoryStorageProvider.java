package io.stowage.registry.storage.memory;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RegistryStorageProvider;
import java.util.Map;

/** Opens an empty {@link InMemoryStorage} for whoever asks for {@code memory}; there are no settings. */
public final class InMemoryStorageProvider implements RegistryStorageProvider {
    /** For the service loader. */
    public InMemoryStorageProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public RegistryStorage open(Map<String, String> settings) {
        if (!settings.isEmpty()) {
            throw new IllegalArgumentException("the memory storage has no settings, but got " + settings.keySet());
        }
        return InMemoryStorage.create();
    }
}
