package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import io.stowage.oci.Reference;
import io.stowage.oci.Tag;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.Repository;
import io.stowage.registry.auth.AuditEvent.Kind;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.manifest.Manifests;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Method;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /v2/<name>/manifests/<tag-or-digest>} (end-3, end-7, end-9). */
final class ManifestEndpoint {
    /** The most characters of {@code OCI-Tag}: containers end an answer whose head is over 8 KiB, with all done. */
    private static final int MAX_TAG_HEADER = 6 << 10;

    private final Repository repository;
    private final Reference reference;
    private final RegistryLimits limits;
    private final ManifestBodies bodies;

    ManifestEndpoint(Repository repository, Reference reference, RegistryLimits limits, ManifestBodies bodies) {
        this.repository = repository;
        this.reference = reference;
        this.limits = limits;
        this.bodies = bodies;
    }

    Verbs verbs() {
        return new Verbs().onRead(this::get).on(Method.PUT, this::put).on(Method.DELETE, this::delete);
    }

    // Accept is not looked at: there is one form of each manifest, and clients that cannot read it say so better.
    private void get(Exchange exchange) throws IOException {
        StoredManifest manifest = repository.manifests().get(reference);
        ContentHeaders.set(
                exchange,
                manifest.digest(),
                reference instanceof Digest ? ContentHeaders.FOREVER : ContentHeaders.REVALIDATE);
        if (ContentHeaders.isKnown(exchange, manifest.digest())) {
            exchange.notModified(manifest.size());
        } else {
            exchange.content(200, manifest.mediaType().toString(), manifest.size(), manifest::content);
        }
    }

    private void put(Exchange exchange) throws IOException {
        List<Tag> tags = tags(exchange);
        Manifests.PutResult result;
        try (ManifestBodies.Body body = bodies.read(exchange::body, exchange.contentLength())) {
            result = repository.manifests().put(reference, contentType(exchange), body.content(), tags);
        }
        report(exchange, result.digest(), tags);
        exchange.setHeader("Location", exchange.locations().manifest(repository.name(), result.digest()));
        exchange.setHeader("Docker-Content-Digest", result.digest().toString());
        result.subject().ifPresent(subject -> exchange.setHeader("OCI-Subject", subject.toString()));
        if (!tags.isEmpty()) {
            exchange.setHeader("OCI-Tag", header(tags));
        }
        exchange.empty(201);
    }

    private void report(Exchange exchange, Digest digest, List<Tag> tags) {
        String tagged = reference instanceof Tag tag ? tag.toString() : header(tags);
        exchange.access()
                .report(
                        Kind.MANIFEST_PUSHED,
                        repository.name(),
                        digest.toString(),
                        tagged.isEmpty() ? "" : "tagged " + tagged);
    }

    private void delete(Exchange exchange) throws IOException {
        if (reference instanceof Tag tag) {
            repository.tags().delete(tag);
            exchange.access().report(Kind.TAG_DELETED, repository.name(), tag.toString());
        } else if (reference instanceof Digest digest) {
            repository.manifests().delete(digest);
            exchange.access().report(Kind.MANIFEST_DELETED, repository.name(), digest.toString());
        }
        exchange.empty(202);
    }

    /** The values of {@code tag}, each once (end-7b). */
    private List<Tag> tags(Exchange exchange) {
        Set<Tag> tags = new LinkedHashSet<>();
        for (String text : exchange.query().all("tag")) {
            try {
                tags.add(Tag.parse(text));
            } catch (IllegalArgumentException e) {
                throw new RegistryException(ErrorCode.NAME_INVALID, String.valueOf(e.getMessage()));
            }
        }
        if (!tags.isEmpty() && reference instanceof Tag) {
            throw new RegistryException(
                    400, ErrorCode.UNSUPPORTED, "tag parameters go with a push by digest, not by tag " + reference);
        }
        List<Tag> list = List.copyOf(tags);
        if (list.size() > limits.maxTagsPerPush() || header(list).length() > MAX_TAG_HEADER) {
            throw new RegistryException(
                    414,
                    ErrorCode.UNSUPPORTED,
                    list.size() + " tags in one push, the limit is " + limits.maxTagsPerPush() + " tags with "
                            + MAX_TAG_HEADER + " characters together");
        }
        return list;
    }

    private static String header(List<Tag> tags) {
        return tags.stream().map(Tag::toString).collect(Collectors.joining(", "));
    }

    /** The media type without parameters; empty also for what is not one, so that the content decides. */
    private static Optional<MediaType> contentType(Exchange exchange) {
        return exchange.header("Content-Type").flatMap(value -> {
            int semicolon = value.indexOf(';');
            return MediaType.tryParse((semicolon < 0 ? value : value.substring(0, semicolon)).strip());
        });
    }
}
