package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Tag;
import io.stowage.registry.Repository;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.JsonBody;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.List;

/** {@code /v2/<name>/tags/list} (end-8). */
final class TagListEndpoint {
    private final Repository repository;
    private final int maxPageSize;

    TagListEndpoint(Repository repository, int maxPageSize) {
        this.repository = repository;
        this.maxPageSize = maxPageSize;
    }

    Verbs verbs() {
        return new Verbs().onRead(this::get);
    }

    private void get(Exchange exchange) throws IOException {
        PageRequest request = Paging.request(exchange.query(), maxPageSize);
        Page<Tag> page = repository.tags().list(request);
        byte[] body = JsonBody.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("name", repository.name().toString());
            json.writeArrayFieldStart("tags");
            for (Tag tag : page.entries()) {
                json.writeString(tag.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        String location = exchange.locations().tags(repository.name());
        Paging.linkToNext(exchange, location, request, List.of(), Paging.lastOf(page));
        exchange.content(200, "application/json", body);
    }
}
