package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.error.RegistryError;
import io.stowage.registry.error.RegistryException;

/** What holds for every answer that says no. */
final class Refusals {
    private Refusals() {}

    /** The client's fault, said in so many words and no more. */
    static void check(RegistryException e) {
        assertTrue(e.status() >= 400 && e.status() < 500, () -> "status " + e.status());
        assertFalse(e.errors().isEmpty());
        for (RegistryError error : e.errors()) {
            Values.assertIsFitForTheUser(error.message());
        }
    }
}
