package io.stowage.registry.blob;

import io.stowage.oci.Digest;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.StoredManifest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A manifest read as a blob. */
final class ManifestBlob implements StoredBlob {
    private final StoredManifest manifest;

    ManifestBlob(StoredManifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public Digest digest() {
        return manifest.digest();
    }

    @Override
    public long size() {
        return manifest.size();
    }

    @Override
    public InputStream open(long offset) {
        if (offset < 0 || offset > manifest.size()) {
            throw new IllegalArgumentException("offset " + offset + " is outside of " + manifest.size() + " bytes");
        }
        byte[] content = manifest.content();
        return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
    }
}
