package io.stowage.registry.storage.memory;

import java.io.IOException;

/** Fails once the instance that a store belongs to is closed. */
@FunctionalInterface
interface OpenCheck {
    void requireOpen() throws IOException;
}
