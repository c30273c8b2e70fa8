package io.stowage.registry.storage.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.storage.RegistryStorageProvider;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class InMemoryStorageProviderTest {

    @Test
    void theServiceLoaderFindsItByItsName() throws Exception {
        // Core itself looks for no providers; on the module path whoever does must say so.
        getClass().getModule().addUses(RegistryStorageProvider.class);

        RegistryStorageProvider provider = ServiceLoader.load(RegistryStorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("memory"))
                .findFirst()
                .orElseThrow();

        try (var storage = provider.open(Map.of())) {
            assertInstanceOf(InMemoryStorage.class, storage);
        }
    }

    @Test
    void aSettingIsRefusedByName() {
        var provider = new InMemoryStorageProvider();

        var refused = assertThrows(IllegalArgumentException.class, () -> provider.open(Map.of("directory", "/data")));

        assertEquals("the memory storage has no settings, but got [directory]", refused.getMessage());
    }
}
