package io.stowage.registry.storage.memory;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.RegistryStorageContract;

class InMemoryStorageTest extends RegistryStorageContract {
    private InMemoryStorage storage = InMemoryStorage.create();

    @Override
    protected RegistryStorage openEmpty() {
        storage = InMemoryStorage.create();
        return storage;
    }

    @Override
    protected RegistryStorage openAgain() {
        return storage.openAnother();
    }
}
