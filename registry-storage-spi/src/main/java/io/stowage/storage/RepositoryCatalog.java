package io.stowage.storage;

import io.stowage.oci.RepositoryName;
import java.io.IOException;

/** Which repositories there are: a repository exists as long as it holds a manifest. */
public interface RepositoryCatalog {

    /**
     * The repositories in byte order of their names.
     *
     * @throws IOException if the medium cannot say
     */
    Page<RepositoryName> list(PageRequest request) throws IOException;

    /**
     * Whether a repository holds a manifest.
     *
     * @throws IOException if the medium cannot say
     */
    boolean exists(RepositoryName repository) throws IOException;
}
