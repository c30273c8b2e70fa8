package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Digest;
import io.stowage.registry.Repository;
import io.stowage.registry.auth.AuditEvent.Kind;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.upload.ContentRange;
import io.stowage.registry.upload.UploadRangeException;
import io.stowage.registry.upload.UploadSession;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.http.UploadRanges;
import io.stowage.storage.UploadId;
import java.io.IOException;
import java.util.Optional;

/** {@code /v2/<name>/blobs/uploads/<id>} (end-5, end-6, end-13, end-14): a blob on its way in. */
final class UploadEndpoint {
    private final Repository repository;
    private final UploadId id;

    UploadEndpoint(Repository repository, UploadId id) {
        this.repository = repository;
        this.id = id;
    }

    Verbs verbs() {
        return new Verbs()
                .onRead(this::get)
                .on(Method.PATCH, this::patch)
                .on(Method.PUT, this::put)
                .on(Method.DELETE, this::delete);
    }

    private void get(Exchange exchange) throws IOException {
        UploadSession session = repository.uploads().find(id);
        UploadHeaders.setPosition(exchange, repository, id, session.size());
        exchange.empty(204);
    }

    private void patch(Exchange exchange) throws IOException {
        UploadSession session = repository.uploads().find(id);
        Optional<ContentRange> range = range(exchange);
        try {
            long size = session.append(range, exchange.body());
            UploadHeaders.setPosition(exchange, repository, id, size);
            exchange.empty(202);
        } catch (UploadRangeException e) {
            throw withPosition(exchange, e);
        }
    }

    private void put(Exchange exchange) throws IOException {
        Digest digest = exchange.query()
                .one("digest")
                .map(UploadHeaders::digest)
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.DIGEST_INVALID, "the query has no digest, which ends an upload"));
        UploadSession session = repository.uploads().find(id);
        Optional<ContentRange> range = range(exchange);
        try {
            session.complete(digest, range, exchange.body());
            exchange.access().report(Kind.BLOB_PUSHED, repository.name(), digest.toString());
            UploadHeaders.created(exchange, repository, digest);
        } catch (UploadRangeException e) {
            throw withPosition(exchange, e);
        }
    }

    private void delete(Exchange exchange) throws IOException {
        repository.uploads().find(id).cancel();
        exchange.empty(204);
    }

    /** A client whose chunk lies elsewhere can go on from what the answer tells. */
    private UploadRangeException withPosition(Exchange exchange, UploadRangeException e) {
        UploadHeaders.setPosition(exchange, repository, id, e.size());
        return e;
    }

    private static Optional<ContentRange> range(Exchange exchange) {
        Optional<ContentRange> range = exchange.header("Content-Range").map(UploadRanges::parse);
        long length = exchange.contentLength();
        if (range.isPresent() && length >= 0 && length != range.get().length()) {
            throw new RegistryException(
                    ErrorCode.SIZE_INVALID,
                    "Content-Range holds " + range.get().length() + " bytes, Content-Length says " + length);
        }
        return range;
    }
}
