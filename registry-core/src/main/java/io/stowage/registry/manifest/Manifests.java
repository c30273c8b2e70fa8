package io.stowage.registry.manifest;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The manifests of one repository. */
public final class Manifests {
    private final RegistryStorage storage;
    private final RepositoryName repository;
    private final ManifestRules rules;
    private final boolean deletesAllowed;
    private final Clock clock;

    /** The manifests of a repository in a storage. */
    public Manifests(
            RegistryStorage storage,
            RepositoryName repository,
            ManifestRules rules,
            boolean deletesAllowed,
            Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.rules = requireNonNull(rules, "rules is null");
        this.deletesAllowed = deletesAllowed;
    }

    /**
     * Finds a manifest by tag or digest (distribution-spec end-3).
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} if there is none. Also when there is no such repository: podman
     *     takes this code, and no other, for "not there".
     */
    public StoredManifest get(Reference reference) throws IOException {
        Optional<Digest> digest =
                reference instanceof Tag tag ? storage.tags().find(repository, tag) : Optional.of((Digest) reference);
        Optional<StoredManifest> manifest =
                digest.isPresent() ? storage.manifests().find(repository, digest.get()) : Optional.empty();
        return manifest.orElseThrow(() -> unknown(reference));
    }

    /**
     * Checks and stores a manifest, then points tags to it (end-7).
     *
     * @param reference a tag to point to it, or the digest that the content must have
     * @param contentType what the client says it is; empty to take the content's word
     * @param content the exact bytes
     * @param tags more tags to point to it
     * @throws RegistryException {@code MANIFEST_INVALID} (413 if too large, 414 for too many tags),
     *     {@code MANIFEST_BLOB_UNKNOWN} naming each missing reference, {@code DIGEST_INVALID}; then nothing was stored, or, if it took long and content was removed
     *     meanwhile, no tag
     */
    public PutResult put(Reference reference, Optional<MediaType> contentType, byte[] content, List<Tag> tags)
            throws IOException {
        Set<Tag> allTags = new LinkedHashSet<>(tags);
        if (reference instanceof Tag tag) {
            allTags.add(tag);
        }
        checkLimits(content, allTags);
        Digest digest = digest(reference, content);
        Manifest manifest = rules.parser().parse(content, contentType);
        ManifestChecks checks = new ManifestChecks(storage, repository, rules.sparseAllowed());
        Patience patience = Patience.from(clock);
        checks.check(manifest);

        StoredManifest stored = new StoredManifest(
                digest, manifest.mediaType(), content, manifest.subject().map(Descriptor::digest));
        storage.manifests().put(repository, stored);
        if (patience.isOver()) {
            // From here on a collector sees what the manifest needs. Before it did not, and may have had its time.
            patience = Patience.from(clock);
            checks.check(manifest);
        }
        // A tag comes after its manifest, so that a visible tag resolves.
        for (Tag tag : allTags) {
            storage.tags().put(repository, tag, digest);
        }
        // A delete of the same manifest may have run between the two and would leave tags that do not resolve.
        boolean gone = !allTags.isEmpty()
                && storage.manifests().find(repository, digest).isEmpty();
        if (gone) {
            storage.manifests().put(repository, stored);
        }
        if (gone || patience.isOver()) {
            // For a collector of untagged manifests it was needed only since the tag was there.
            checks.check(manifest);
        }
        return new PutResult(digest, stored.subject(), new ArrayList<>(allTags));
    }

    private void checkLimits(byte[] content, Set<Tag> tags) {
        if (content.length > rules.maxSize()) {
            throw new RegistryException(
                    413,
                    ErrorCode.MANIFEST_INVALID,
                    "manifest has " + content.length + " bytes, the limit is " + rules.maxSize());
        }
        if (tags.size() > rules.maxTags()) {
            throw new RegistryException(
                    414,
                    ErrorCode.MANIFEST_INVALID,
                    "push carries " + tags.size() + " tags, the limit is " + rules.maxTags());
        }
    }

    private static Digest digest(Reference reference, byte[] content) {
        if (!(reference instanceof Digest expected)) {
            return Digest.of(DigestAlgorithm.SHA256, content);
        }
        Digest actual = Digest.of(expected.algorithm(), content);
        if (!actual.equals(expected)) {
            throw new RegistryException(
                    ErrorCode.DIGEST_INVALID,
                    "manifest has digest " + actual + ", not " + expected,
                    Map.of("digest", expected.toString(), "actual", actual.toString()));
        }
        return actual;
    }

    /**
     * Deletes a manifest and every tag that points to it (end-9).
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} if there is none, {@code UNSUPPORTED} if deletes are off
     */
    public void delete(Digest digest) throws IOException {
        if (!deletesAllowed) {
            throw new RegistryException(ErrorCode.UNSUPPORTED, "deleting manifests is switched off in this registry");
        }
        // Tags first: whatever happens in between, none is left that does not resolve.
        boolean tagged = untag(digest);
        boolean deleted = storage.manifests().delete(repository, digest);
        // A push may have tagged it while it was on its way out.
        if (deleted) {
            untag(digest);
        } else if (!tagged) {
            throw unknown(digest);
        }
    }

    private boolean untag(Digest digest) throws IOException {
        List<Tag> tags = storage.tags().pointingTo(repository, digest);
        for (Tag tag : tags) {
            storage.tags().delete(repository, tag);
        }
        return !tags.isEmpty();
    }

    private RegistryException unknown(Reference reference) {
        return new RegistryException(
                ErrorCode.MANIFEST_UNKNOWN,
                "manifest " + reference + " not found in repository " + repository,
                Map.of("reference", reference.toString()));
    }

    /**
     * What a push did.
     *
     * @param digest the manifest's address
     * @param subject the manifest that it refers to, if any
     * @param tags every tag that now points to it
     */
    public record PutResult(Digest digest, Optional<Digest> subject, List<Tag> tags) {

        /** Copies the tags. */
        public PutResult {
            tags = List.copyOf(tags);
        }
    }
}
