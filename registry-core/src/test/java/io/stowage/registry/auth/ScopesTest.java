package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.RepositoryName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what clients write                            | what it is
                "repository:team/app:pull                        | repository:team/app:pull",
                "repository:team/app:push,pull                   | repository:team/app:pull,push",
                "repository:team/app:pull,pull                   | repository:team/app:pull",
                "repository:team/app:*                           | repository:team/app:pull,push,delete",
                "repository(plugin):team/app:pull                | repository:team/app:pull",
                "registry:catalog:*                              | registry:catalog:*",
                "repository:a:pull repository:b:push             | repository:a:pull repository:b:push",
                "repository:a:pull  repository:a:push            | repository:a:pull,push",
                "registry:catalog:* repository:a:pull            | repository:a:pull registry:catalog:*",
                "repository:a:pull,fly nonsense repository:B:pull| repository:a:pull",
            })
    void readsWhatClientsWriteAndPrintsItAgain(String text, String printed) {
        assertEquals(printed, Scopes.format(Scopes.parse(text)));
        assertEquals(Scopes.parse(text), Scopes.parse(printed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                "::",
                "repository",
                "repository:a",
                "repository:a:",
                "repository::pull",
                "repository:a:list", // no word of the specification
                "repository:a:PULL",
                "repository:A:pull",
                "repository:../a:pull",
                "repository:host:5000/a:pull",
                "Repository:a:pull",
                "registry:catalog:pull",
                "registry:other:*",
                "repository:a:pull\tpush",
                "\"repository:a:pull\""
            })
    void givesNothingForWhatItDoesNotKnow(String text) {
        assertEquals(Set.of(), Scopes.parse(text));
    }

    @Test
    void listingHasNoPlaceInAScope() {
        RepositoryName a = RepositoryName.parse("a");

        assertEquals("", Scopes.format(List.of(Permission.of(Action.LIST, a))));
        assertEquals(
                "repository:a:pull",
                Scopes.format(List.of(Permission.of(Action.LIST, a), Permission.of(Action.PULL, a))));
    }
}
