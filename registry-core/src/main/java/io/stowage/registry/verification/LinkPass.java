package io.stowage.registry.verification;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.storage.Inspection;
import io.stowage.storage.RegistryStorage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Looks at one repository after the other. */
final class LinkPass {
    private final RegistryStorage storage;
    private final Inspection inspection;
    private final ManifestReferences references;
    private final KnownContent content;
    private final Damages damages;
    private long repositories;
    private long tags;
    private long manifests;
    private long links;
    private long leftovers;

    LinkPass(
            RegistryStorage storage,
            Inspection inspection,
            ManifestReferences references,
            KnownContent content,
            Damages damages) {
        this.storage = storage;
        this.inspection = inspection;
        this.references = references;
        this.content = content;
        this.damages = damages;
    }

    void run(LongConsumer progress) throws IOException {
        inspection.visitRepositories(new Inspection.RepositoryVisitor() {
            @Override
            public void visit(RepositoryName repository) throws IOException {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the verification was interrupted");
                }
                check(repository);
                progress.accept(repositories);
            }

            @Override
            public void unreadable(String what, IOException why) {
                damages.unreadable(what, String.valueOf(why.getMessage()));
            }
        });
    }

    private void check(RepositoryName repository) throws IOException {
        RepositoryCheck check = new RepositoryCheck(storage, inspection, references, content, damages, repository);
        try {
            check.run();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            damages.unreadable("repository " + repository, String.valueOf(e.getMessage()));
        }
        if (check.tags() + check.manifests() + check.blobs() > 0) { // else a directory above some
            repositories++;
        }
        tags += check.tags();
        manifests += check.manifests();
        links += check.blobs();
        leftovers += check.leftovers();
    }

    VerificationReport report(long contents, long bytes, long before, Duration took) {
        return new VerificationReport(
                contents,
                bytes,
                before,
                repositories,
                tags,
                manifests,
                links,
                leftovers,
                damages.findings(),
                damages.count(),
                took);
    }
}
