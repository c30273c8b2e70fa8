package io.stowage.servlet.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import io.stowage.registry.Repository;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.JsonBody;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** {@code /v2/<name>/referrers/<digest>} (end-12): an image index of what refers to a manifest, which need not exist. */
final class ReferrersEndpoint {
    private final Repository repository;
    private final Digest subject;
    private final int maxPageSize;

    ReferrersEndpoint(Repository repository, Digest subject, int maxPageSize) {
        this.repository = repository;
        this.subject = subject;
        this.maxPageSize = maxPageSize;
    }

    Verbs verbs() {
        return new Verbs().onRead(this::get);
    }

    private void get(Exchange exchange) throws IOException {
        PageRequest request = Paging.request(exchange.query(), maxPageSize);
        List<String> filters = exchange.query().all("artifactType").stream()
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
        Page<Descriptor> page =
                repository.referrers().list(subject, new LinkedHashSet<>(filters), request.last(), request.limit());
        byte[] body = JsonBody.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", MediaType.OCI_INDEX.toString());
            json.writeArrayFieldStart("manifests");
            for (Descriptor descriptor : page.entries()) {
                write(json, descriptor);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        if (!filters.isEmpty()) {
            exchange.setHeader("OCI-Filters-Applied", "artifactType");
        }
        String location = exchange.locations().referrers(repository.name(), subject);
        Page<Digest> digests =
                new Page<>(page.entries().stream().map(Descriptor::digest).toList(), page.more());
        Paging.linkToNext(exchange, location, request, filters, Paging.lastOf(digests));
        exchange.content(200, MediaType.OCI_INDEX.toString(), body);
    }

    private static void write(JsonGenerator json, Descriptor descriptor) throws IOException {
        json.writeStartObject();
        json.writeStringField("mediaType", descriptor.mediaType().toString());
        json.writeStringField("digest", descriptor.digest().toString());
        json.writeNumberField("size", descriptor.size());
        if (descriptor.artifactType().isPresent()) {
            json.writeStringField("artifactType", descriptor.artifactType().get());
        }
        if (!descriptor.annotations().isEmpty()) {
            json.writeObjectFieldStart("annotations");
            for (Map.Entry<String, String> annotation : descriptor.annotations().entrySet()) {
                json.writeStringField(annotation.getKey(), annotation.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
