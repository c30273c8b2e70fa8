package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.Registry;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.JsonBody;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.List;

/** {@code /v2/_catalog}: the repositories. Not in distribution-spec, but in Docker's API that it came from. */
final class CatalogEndpoint {
    private final Registry registry;

    CatalogEndpoint(Registry registry) {
        this.registry = registry;
    }

    Verbs verbs() {
        return new Verbs().onRead(this::get);
    }

    private void get(Exchange exchange) throws IOException {
        PageRequest request = Paging.request(exchange.query(), registry.limits().maxPageSize());
        Page<RepositoryName> page = registry.repositories(request, exchange.access()::mayList);
        byte[] body = JsonBody.bytes(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("repositories");
            for (RepositoryName name : page.entries()) {
                json.writeString(name.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        Paging.linkToNext(exchange, exchange.locations().catalog(), request, List.of(), Paging.lastOf(page));
        exchange.content(200, "application/json", body);
    }
}
