package io.stowage.registry.tag;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RegistryStorage;
import java.io.IOException;
import java.util.Map;

/** The tags of one repository. */
public final class Tags {
    private final RegistryStorage storage;
    private final RepositoryName repository;
    private final int maxPageSize;
    private final boolean deletesAllowed;

    /** The tags of a repository in a storage. */
    public Tags(RegistryStorage storage, RepositoryName repository, int maxPageSize, boolean deletesAllowed) {
        this.storage = requireNonNull(storage, "storage is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.maxPageSize = maxPageSize;
        this.deletesAllowed = deletesAllowed;
    }

    /**
     * Lists the tags in byte order (distribution-spec end-8); the limit is cut to {@code maxPageSize}.
     *
     * @throws RegistryException {@code NAME_UNKNOWN} if there is no such repository
     */
    public Page<Tag> list(PageRequest request) throws IOException {
        Page<Tag> page = storage.tags().list(repository, request.atMost(maxPageSize));
        // An answer with tags proves the repository, so that only an empty one costs a second look.
        if (page.entries().isEmpty() && !storage.repositories().exists(repository)) {
            throw new RegistryException(
                    ErrorCode.NAME_UNKNOWN,
                    "repository " + repository + " not found",
                    Map.of("name", repository.toString()));
        }
        return page;
    }

    /**
     * Deletes a tag; the manifest stays (end-9).
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} if there is no such tag, {@code UNSUPPORTED} if deletes are off
     */
    public void delete(Tag tag) throws IOException {
        if (!deletesAllowed) {
            throw new RegistryException(ErrorCode.UNSUPPORTED, "deleting tags is switched off in this registry");
        }
        if (!storage.tags().delete(repository, tag)) {
            throw new RegistryException(
                    ErrorCode.MANIFEST_UNKNOWN,
                    "tag " + tag + " not found in repository " + repository,
                    Map.of("tag", tag.toString()));
        }
    }
}
