package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.Repository;
import io.stowage.registry.auth.AuditEvent.Kind;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.upload.UploadResult;
import io.stowage.registry.upload.UploadSession;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.http.Query;
import io.stowage.servlet.internal.http.Quote;
import java.io.IOException;
import java.util.Optional;

/** {@code /v2/<name>/blobs/uploads/} (end-4, end-11): where blobs begin. */
final class UploadsEndpoint {
    private final Repository repository;
    private final int minChunkSize;

    UploadsEndpoint(Repository repository, int minChunkSize) {
        this.repository = repository;
        this.minChunkSize = minChunkSize;
    }

    Verbs verbs() {
        return new Verbs().on(Method.POST, this::post);
    }

    private void post(Exchange exchange) throws IOException {
        Query query = exchange.query();
        Optional<Digest> mount = query.one("mount").map(UploadHeaders::digest);
        Optional<Digest> digest = query.one("digest").map(UploadHeaders::digest);
        Optional<DigestAlgorithm> algorithm = query.one("digest-algorithm").map(UploadsEndpoint::algorithm);
        if (mount.isPresent()) {
            mount(exchange, mount.get());
        } else if (digest.isPresent()) {
            postWhole(exchange, digest.get());
        } else {
            started(exchange, repository.uploads().start(algorithm.orElse(DigestAlgorithm.SHA256)));
        }
    }

    /** end-11; a source that is not there, cannot be, or is none of the caller's makes it an ordinary upload. */
    private void mount(Exchange exchange, Digest digest) throws IOException {
        Optional<String> from = exchange.query().one("from");
        Optional<RepositoryName> source = from.flatMap(RepositoryName::tryParse);
        if (from.isPresent() && source.isEmpty()) {
            started(exchange, repository.uploads().start(digest.algorithm()));
            return;
        }
        UploadResult result = repository.uploads().mount(digest, source, exchange.access()::mayMountFrom);
        if (result instanceof UploadResult.Mounted mounted) {
            exchange.access()
                    .report(
                            Kind.BLOB_MOUNTED,
                            repository.name(),
                            digest.toString(),
                            from.map(name -> "from " + name).orElse(""));
            UploadHeaders.created(exchange, repository, mounted.digest());
        } else if (result instanceof UploadResult.Started started) {
            started(exchange, started.session());
        }
    }

    /** end-4b: the whole blob in one request. */
    private void postWhole(Exchange exchange, Digest digest) throws IOException {
        UploadSession session = repository.uploads().start(digest.algorithm());
        try {
            session.complete(digest, Optional.empty(), exchange.body());
        } catch (IOException | RuntimeException e) {
            cancel(session, e);
            throw e;
        }
        exchange.access().report(Kind.BLOB_PUSHED, repository.name(), digest.toString());
        UploadHeaders.created(exchange, repository, digest);
    }

    /** Nobody was told the id, so nobody could go on. */
    private static void cancel(UploadSession session, Exception reason) {
        try {
            session.cancel();
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private void started(Exchange exchange, UploadSession session) {
        UploadHeaders.setPosition(exchange, repository, session.id(), 0);
        if (minChunkSize > 0) {
            exchange.setHeader("OCI-Chunk-Min-Length", Integer.toString(minChunkSize));
        }
        exchange.empty(202);
    }

    private static DigestAlgorithm algorithm(String name) {
        return DigestAlgorithm.tryParse(name)
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.DIGEST_INVALID,
                        "digest-algorithm is " + Quote.of(name) + ", none of sha256 and sha512"));
    }
}
