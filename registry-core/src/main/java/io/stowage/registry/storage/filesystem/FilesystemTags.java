package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.TagStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tags: directories with a link to what they point to now, and links to all that they ever pointed to. */
final class FilesystemTags implements TagStore {
    private static final Logger LOG = LoggerFactory.getLogger(FilesystemTags.class);

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final Trees trees;

    FilesystemTags(FilesystemLayout layout, FreshLookups lookups, Links links, Trees trees) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.trees = trees;
    }

    @Override
    public Optional<Digest> find(RepositoryName repository, Tag tag) throws IOException {
        return links.read(layout.tagCurrentLink(repository, tag));
    }

    @Override
    public void put(RepositoryName repository, Tag tag, Digest digest) throws IOException {
        Path index = layout.tagIndexLink(repository, tag, digest);
        // Distribution's order: its collector takes a tag whose index lacks the current manifest for broken.
        links.write(index, digest);
        links.write(layout.tagCurrentLink(repository, tag), digest);
        if (!links.holds(index, digest)) { // a delete came between and took the index with it
            links.write(index, digest);
        }
    }

    @Override
    public boolean delete(RepositoryName repository, Tag tag) throws IOException {
        if (find(repository, tag).isEmpty()) {
            return false;
        }
        // The link goes first, so that nothing is left that looks like a tag and does not resolve.
        if (!links.delete(layout.tagCurrentLink(repository, tag))) {
            return false;
        }
        try {
            trees.delete(layout.tag(repository, tag));
        } catch (IOException e) {
            // in use again by a put, or not ours to remove; without its link it is no tag
            LOG.debug("left a part of deleted tag {} of {}", new Object[] {tag, repository, e});
        }
        return true;
    }

    @Override
    public Page<Tag> list(RepositoryName repository, PageRequest request) throws IOException {
        return Pages.of(
                candidates(repository), request, tag -> current(repository, tag).isPresent());
    }

    @Override
    public List<Tag> pointingTo(RepositoryName repository, Digest digest) throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : candidates(repository)) {
            if (current(repository, tag).filter(digest::equals).isPresent()) {
                tags.add(tag);
            }
        }
        return Collections.unmodifiableList(tags);
    }

    private List<Tag> candidates(RepositoryName repository) throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (String name : lookups.names(layout.tags(repository))) {
            Tag.tryParse(name).ifPresent(tags::add);
        }
        Collections.sort(tags);
        return tags;
    }

    /** Like {@link #find}, for a name that was found in a listing, where foreign things lie too. */
    private Optional<Digest> current(RepositoryName repository, Tag tag) throws IOException {
        Path link = layout.tagCurrentLink(repository, tag);
        try {
            return links.read(link);
        } catch (FileSystemException e) {
            if (lookups.isForeign(link, e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
