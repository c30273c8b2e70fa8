package io.stowage.registry;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.blob.Blobs;
import io.stowage.registry.manifest.Manifests;
import io.stowage.registry.manifest.Referrers;
import io.stowage.registry.tag.Tags;
import io.stowage.registry.upload.Uploads;

/**
 * The operations of one repository, by kind.
 *
 * @param name which repository
 * @param blobs its blobs
 * @param uploads the blobs it is receiving
 * @param manifests its manifests
 * @param tags its tags
 * @param referrers which of its manifests refer to another
 */
public record Repository(
        RepositoryName name, Blobs blobs, Uploads uploads, Manifests manifests, Tags tags, Referrers referrers) {}
