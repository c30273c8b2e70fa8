package io.stowage.registry.storage.filesystem;

import com.google.common.collect.Iterators;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.TagStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tags: directories with a link to what they point to now, and links to all that they ever pointed to. */
final class FilesystemTags implements TagStore {
    private static final Logger LOG = LoggerFactory.getLogger(FilesystemTags.class);

    private final FilesystemLayout layout;
    private final Links links;
    private final Trees trees;
    private final Listings listings;
    private final TagIndex pointers;

    FilesystemTags(FilesystemLayout layout, Links links, Trees trees, Listings listings, TagIndex pointers) {
        this.layout = layout;
        this.links = links;
        this.trees = trees;
        this.listings = listings;
        this.pointers = pointers;
    }

    @Override
    public Optional<Digest> find(RepositoryName repository, Tag tag) throws IOException {
        return links.read(layout.tagCurrentLink(repository, tag));
    }

    @Override
    public void put(RepositoryName repository, Tag tag, Digest digest) throws IOException {
        Path index = layout.tagIndexLink(repository, tag, digest);
        // Distribution's order: its collector takes a tag whose index lacks the current manifest for broken.
        links.write(index, digest, name -> {
            pointers.add(repository, tag, digest);
            links.write(layout.tagCurrentLink(repository, tag), digest, name);
        });
        pointers.add(repository, tag, digest); // a delete may have taken it meanwhile
        if (!links.holds(index, digest)) { // a delete came between and took the index with it
            links.write(index, digest);
        }
    }

    @Override
    public boolean delete(RepositoryName repository, Tag tag) throws IOException {
        Optional<Digest> digest = find(repository, tag);
        if (digest.isEmpty()) {
            return false;
        }
        // The link goes first, so that nothing is left that looks like a tag and does not resolve.
        if (!links.delete(layout.tagCurrentLink(repository, tag))) {
            return false;
        }
        pointers.remove(repository, tag, digest.get());
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
        Iterator<String> names = listings.after(layout.tags(repository), request.last(), FilesystemTags::tag);
        return Pages.of(
                Iterators.transform(names, Tag::parse),
                request.limit(),
                tag -> pointers.current(repository, tag).isPresent());
    }

    @Override
    public List<Tag> pointingTo(RepositoryName repository, Digest digest) throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : pointers.candidates(repository, digest)) {
            if (pointers.current(repository, tag).filter(digest::equals).isPresent()) {
                tags.add(tag);
            }
        }
        return Collections.unmodifiableList(tags);
    }

    private static void tag(String name, Consumer<String> tags) {
        if (Tag.tryParse(name).isPresent()) {
            tags.accept(name);
        }
    }
}
