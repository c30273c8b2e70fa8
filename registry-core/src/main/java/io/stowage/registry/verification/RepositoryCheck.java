package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.internal.DigestSet;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.registry.verification.Damages.Damage;
import io.stowage.storage.Inspection;
import io.stowage.storage.RegistryStorage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks at the links of one repository, and at what its manifests name. */
final class RepositoryCheck implements Inspection.LinkVisitor {
    private final RegistryStorage storage;
    private final Inspection inspection;
    private final ManifestReferences references;
    private final KnownContent content;
    private final Damages damages;
    private final RepositoryName repository;
    private final DigestSet manifests = new DigestSet();
    private final DigestSet blobs = new DigestSet();
    /** Blobs that lead to nothing, and those of them that a manifest names. */
    private final DigestSet dangling = new DigestSet();

    private final DigestSet danglingNamed = new DigestSet();
    private final Map<Digest, Digest> storedAs = new HashMap<>();
    private final Map<Digest, Damage> broken = new HashMap<>();
    private final Wounds wounds = new Wounds();
    private long tags;

    RepositoryCheck(
            RegistryStorage storage,
            Inspection inspection,
            ManifestReferences references,
            KnownContent content,
            Damages damages,
            RepositoryName repository) {
        this.storage = storage;
        this.inspection = inspection;
        this.references = references;
        this.content = content;
        this.damages = damages;
        this.repository = repository;
    }

    void run() throws IOException {
        inspection.visitBlobs(repository, this);
        inspection.visitManifests(repository, this);
        inspection.visitManifests(repository, new Inspection.LinkVisitor() {
            @Override
            public void manifest(Digest digest, boolean understood) throws IOException {
                if (understood) {
                    look(digest);
                }
            }

            @Override
            public void unreadable(String what, IOException why) {
                // told of already
            }
        });
        wounds.spread();
        inspection.visitTags(repository, this);
        wounds.untagged(repository);
    }

    long tags() {
        return tags;
    }

    long manifests() {
        return manifests.size();
    }

    long blobs() {
        return blobs.size();
    }

    long leftovers() {
        return (long) dangling.size() - danglingNamed.size();
    }

    @Override
    public void blob(Digest digest, Optional<Digest> stored) throws IOException {
        if (stored.isEmpty()) {
            if (storage.blobs().find(repository, digest).isEmpty()) { // else it was written in this moment
                broken.put(digest, damages.held(repository, digest, Problem.BROKEN_LINK, "its link holds no digest"));
            }
            return;
        }
        blobs.add(digest);
        if (!stored.get().equals(digest)) {
            alias(digest, stored.get());
        }
        if (!content.isThere(stored.get())) {
            dangling.add(digest);
        }
    }

    /** Bytes that lie under the digest of another algorithm, as Distribution stores them. */
    private void alias(Digest digest, Digest stored) throws IOException {
        storedAs.put(digest, stored);
        if (damages.of(stored).isEmpty() && !content.isAlias(digest, stored)) {
            broken.put(
                    digest,
                    damages.held(
                            repository,
                            digest,
                            Problem.BROKEN_LINK,
                            "its link leads to " + stored + ", which differs"));
        }
    }

    @Override
    public void manifest(Digest digest, boolean understood) throws IOException {
        if (understood) {
            manifests.add(digest);
        } else if (storage.manifests().find(repository, digest).isEmpty()) {
            broken.put(digest, damages.held(repository, digest, Problem.BROKEN_LINK, "its link does not hold it"));
        }
    }

    @Override
    public void unreadable(String what, IOException why) {
        damages.unreadable(what, String.valueOf(why.getMessage()));
    }

    private void look(Digest digest) throws IOException {
        int number = manifests.add(digest);
        Optional<Damage> own = content.damage(digest);
        if (own.isPresent()) {
            wounds.hurt(number, digest, own.get());
            return;
        }
        Optional<byte[]> bytes = content.read(digest);
        if (bytes.isEmpty()) { // damaged in this moment
            content.damage(digest).ifPresent(damage -> wounds.hurt(number, digest, damage));
            return;
        }
        ManifestReferences.Named named;
        try {
            named = references.of(bytes.get());
        } catch (RegistryException e) {
            String why = String.valueOf(e.getMessage());
            wounds.hurt(number, digest, damages.content(digest, Problem.NOT_UNDERSTOOD, why, false));
            return;
        }
        for (Digest each : named.digests()) {
            if (named.areManifests() && manifests.contains(each)) {
                wounds.child(manifests.number(each), number);
            } else {
                damageOf(each, digest, named).ifPresent(found -> wounds.hurt(number, digest, found));
            }
        }
        named.subject()
                .filter(manifests::contains)
                .ifPresent(subject -> wounds.referrer(number, manifests.number(subject)));
    }

    /** What is the matter with content that a manifest names. */
    private Optional<Damage> damageOf(Digest digest, Digest manifest, ManifestReferences.Named named)
            throws IOException {
        if (dangling.contains(digest)) {
            danglingNamed.add(digest);
        }
        if (broken.containsKey(digest)) {
            return Optional.of(broken.get(digest));
        }
        if (manifests.contains(digest) || blobs.contains(digest)) {
            return content.damage(storedAs.getOrDefault(digest, digest));
        }
        if (references.mayBeMissing() || named.elsewhere().contains(digest) || isHeldNow(digest)) {
            return Optional.empty();
        }
        return Optional.of(damages.held(repository, digest, Problem.NOT_HELD, "manifest " + manifest + " names it"));
    }

    /** Whether it came since the links were visited, or was aside and is back. */
    private boolean isHeldNow(Digest digest) throws IOException {
        return storage.blobs().find(repository, digest).isPresent()
                || storage.manifests().find(repository, digest).isPresent();
    }

    @Override
    public void tag(Tag tag, Optional<Digest> target) throws IOException {
        tags++;
        if (target.isPresent() && manifests.contains(target.get())) {
            wounds.tag(repository, tag, manifests.number(target.get()));
            return;
        }
        Optional<Digest> now = storage.tags().find(repository, tag);
        if (!now.equals(target)) {
            return; // moved, or deleted, since
        }
        if (target.isEmpty()) {
            Damage damage = damages.tag(repository, tag, Problem.BROKEN_LINK, "its link holds no digest");
            damage.hurts(new Hurt(repository, tag, Optional.empty(), false));
            return;
        }
        Damage known = broken.get(target.get());
        if (known == null && storage.manifests().find(repository, target.get()).isPresent()) {
            return; // came since, or was aside and is back
        }
        Damage damage = known != null
                ? known
                : damages.tag(repository, tag, Problem.DANGLING_TAG, "it points to " + target.get());
        damage.hurts(new Hurt(repository, tag, Optional.empty(), false));
    }
}
