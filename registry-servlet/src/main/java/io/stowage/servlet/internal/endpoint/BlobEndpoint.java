package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Digest;
import io.stowage.registry.Repository;
import io.stowage.registry.auth.AuditEvent.Kind;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.BlobContent;
import io.stowage.servlet.internal.http.EntityTags;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.http.MultipartRanges;
import io.stowage.servlet.internal.http.RangeHeader;
import io.stowage.storage.StoredBlob;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code /v2/<name>/blobs/<digest>} (end-2, end-10). */
final class BlobEndpoint {
    private static final String OCTETS = "application/octet-stream";

    private final Repository repository;
    private final Digest digest;

    BlobEndpoint(Repository repository, Digest digest) {
        this.repository = repository;
        this.digest = digest;
    }

    Verbs verbs() {
        return new Verbs().on(Method.GET, this::get).on(Method.HEAD, this::head).on(Method.DELETE, this::delete);
    }

    private void head(Exchange exchange) throws IOException {
        StoredBlob blob = repository.blobs().get(digest);
        setHeaders(exchange);
        if (ContentHeaders.isKnown(exchange, digest)) {
            exchange.notModified(blob.size());
        } else {
            // RFC 9110 section 14.2: a Range means nothing here
            exchange.begin(200, OCTETS, blob.size());
        }
    }

    private void get(Exchange exchange) throws IOException {
        StoredBlob blob = repository.blobs().get(digest);
        if (ContentHeaders.isKnown(exchange, digest)) {
            setHeaders(exchange);
            exchange.notModified(blob.size());
            return;
        }
        RangeHeader.Selection selection = selection(exchange, blob.size());
        if (selection instanceof RangeHeader.Unsatisfiable) {
            exchange.setHeader("Content-Range", "bytes */" + blob.size());
            throw new RegistryException(
                    416, ErrorCode.SIZE_INVALID, "blob " + digest + " has " + blob.size() + " bytes");
        }
        List<RangeHeader.Part> parts = selection instanceof RangeHeader.Parts some ? some.parts() : List.of();
        try (BlobContent content =
                BlobContent.open(blob, parts.isEmpty() ? 0 : parts.get(0).offset())) {
            setHeaders(exchange);
            if (parts.isEmpty()) {
                sendWhole(exchange, content, blob.size());
            } else if (parts.size() == 1) {
                sendPart(exchange, content, parts.get(0), blob.size());
            } else {
                sendParts(exchange, content, new MultipartRanges(parts, blob.size()));
            }
        }
    }

    private void delete(Exchange exchange) throws IOException {
        repository.blobs().delete(digest);
        exchange.access().report(Kind.BLOB_DELETED, repository.name(), digest.toString());
        exchange.empty(202);
    }

    private void setHeaders(Exchange exchange) {
        ContentHeaders.set(exchange, digest, ContentHeaders.FOREVER);
        exchange.setHeader("Accept-Ranges", "bytes");
    }

    private RangeHeader.Selection selection(Exchange exchange, long size) {
        // A date never matches, for want of a Last-Modified; then the whole is right.
        boolean sameContent = exchange.header("If-Range")
                .map(tag -> tag.strip().equals(EntityTags.of(digest)))
                .orElse(true);
        return exchange.header("Range")
                .filter(range -> sameContent)
                .flatMap(RangeHeader::tryParse)
                .map(range -> range.select(size))
                .orElse(new RangeHeader.Whole());
    }

    private static void sendWhole(Exchange exchange, BlobContent content, long size) throws IOException {
        Optional<ServletOutputStream> out = exchange.begin(200, OCTETS, size);
        if (out.isPresent()) {
            content.send(0, size, out.get());
        }
    }

    private static void sendPart(Exchange exchange, BlobContent content, RangeHeader.Part part, long size)
            throws IOException {
        exchange.setHeader("Content-Range", part.contentRange(size));
        Optional<ServletOutputStream> out = exchange.begin(206, OCTETS, part.length());
        if (out.isPresent()) {
            content.send(part.offset(), part.length(), out.get());
        }
    }

    private static void sendParts(Exchange exchange, BlobContent content, MultipartRanges parts) throws IOException {
        Optional<ServletOutputStream> out = exchange.begin(206, parts.contentType(), parts.contentLength());
        if (out.isPresent()) {
            parts.send(content, out.get());
        }
    }
}
