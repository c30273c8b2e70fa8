package io.stowage.registry.storage.filesystem;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tags may point to a digest: empty files, one for each tag and each digest that it was pointed to.
 *
 * <p>An entry is there before its tag points to the digest, so none is missing; that it may be out of date is for the
 * caller to see, by the tag's own link. That holds for tags that this registry wrote, in whichever instance. Tags that
 * another registry wrote before are found by reading all tags of the repository, once in the life of a process and when
 * the index is first asked.
 *
 * <p>Entries are not synced. Whoever might have relied on one that a power cut takes is gone with it, and the next process
 * reads all tags again.
 *
 * <p>Safe for use by many threads.
 */
final class TagIndex {
    private static final Logger LOG = LoggerFactory.getLogger(TagIndex.class);
    private static final int REMEMBERED_REPOSITORIES = 10_000;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final AtomicFiles files;
    private final LoadingCache<RepositoryName, Completion> completions = CacheBuilder.newBuilder()
            .maximumSize(REMEMBERED_REPOSITORIES)
            .build(CacheLoader.from(() -> new Completion()));

    TagIndex(FilesystemLayout layout, FreshLookups lookups, Links links, AtomicFiles files) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.files = files;
    }

    /** Notes that a tag is about to point to a digest. Every instance sees it when this returns. */
    void add(RepositoryName repository, Tag tag, Digest digest) throws IOException {
        files.placeEmptyVolatile(layout.taggedEntry(repository, digest, tag));
    }

    /**
     * Removes the entry of a tag that was deleted. Where that cannot be done it stays, and does no harm.
     */
    void remove(RepositoryName repository, Tag tag, Digest digest) {
        try {
            files.delete(layout.taggedEntry(repository, digest, tag));
            // Another may have found the entry in its place, and pointed the tag to the digest, before it went.
            if (links.holds(layout.tagCurrentLink(repository, tag), digest)) {
                add(repository, tag, digest);
            }
        } catch (IOException e) {
            LOG.debug("left tag {} of {} in the index", new Object[] {tag, repository, e});
        }
    }

    /** The tags that may point to a digest, in byte order: all that do, and some that did. */
    List<Tag> candidates(RepositoryName repository, Digest digest) throws IOException {
        boolean complete = completions.getUnchecked(repository).complete(repository);
        List<Tag> tags = new ArrayList<>();
        for (String name : lookups.names(complete ? layout.tagged(repository, digest) : layout.tags(repository))) {
            Optional<Tag> tag = complete
                    ? FilesystemLayout.tagged(name)
                            .filter(entry -> entry.isOf(digest))
                            .map(FilesystemLayout.Tagged::tag)
                    : Tag.tryParse(name);
            tag.ifPresent(tags::add);
        }
        Collections.sort(tags);
        return tags;
    }

    /** Sees to it once that the index has the tags that others wrote. */
    private final class Completion {
        /** The directory that the index was in when it was complete: who removes it makes it incomplete. */
        private @Nullable Object identity;

        /** False if it cannot be written to. */
        synchronized boolean complete(RepositoryName repository) throws IOException {
            Path index = layout.tagged(repository);
            if (identity != null && identity.equals(identity(index))) {
                return true;
            }
            AtomicBoolean written = new AtomicBoolean(true);
            // Tags that come while this goes on are entered by who writes them.
            FewThreads.each(lookups.names(layout.tags(repository)), name -> {
                Optional<Tag> tag = Tag.tryParse(name);
                if (tag.isPresent() && written.get() && !enter(repository, tag.get())) {
                    written.set(false);
                }
            });
            identity = written.get() ? identity(index) : null;
            return written.get();
        }

        private boolean enter(RepositoryName repository, Tag tag) throws IOException {
            Optional<Digest> digest = current(repository, tag);
            // File.exists, which makes no exception where there is none
            if (digest.isEmpty()
                    || layout.taggedEntry(repository, digest.get(), tag)
                            .toFile()
                            .exists()) {
                return true;
            }
            try {
                add(repository, tag, digest.get());
                return true;
            } catch (IOException e) { // a full disk must not keep anybody from deleting
                LOG.debug("could not enter tag {} of {} in the index", new Object[] {tag, repository, e});
                return false;
            }
        }
    }

    /** What a tag points to, whose name was found in a listing, where foreign things lie too. */
    Optional<Digest> current(RepositoryName repository, Tag tag) throws IOException {
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

    private @Nullable Object identity(Path directory) throws IOException {
        return lookups.attributes(directory).map(BasicFileAttributes::fileKey).orElse(null);
    }
}
