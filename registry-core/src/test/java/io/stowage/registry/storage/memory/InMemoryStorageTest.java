package io.stowage.registry.storage.memory;

import io.stowage.registry.testing.faults.FaultyStorage;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.FaultyMedium;
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

    /** Memory itself does not fail; what is before it, in its place, may. */
    @Override
    protected FaultyMedium openOnFaultyMedium() {
        FaultyStorage faulty = FaultyStorage.failingBefore(storage.openAnother());
        return new FaultyMedium() {
            @Override
            public RegistryStorage storage() {
                return faulty.storage();
            }

            @Override
            public void failOnceAfter(int steps) {
                faulty.failOnceAfter(steps);
            }

            @Override
            public void failAfter(int steps) {
                faulty.failAfter(steps);
            }

            @Override
            public boolean mend() {
                return faulty.mend();
            }
        };
    }
}
