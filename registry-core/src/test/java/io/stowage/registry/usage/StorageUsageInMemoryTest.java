package io.stowage.registry.usage;

import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.RegistryStorage;

class StorageUsageInMemoryTest extends StorageUsageCases {
    @Override
    RegistryStorage open() {
        return InMemoryStorage.create();
    }
}
