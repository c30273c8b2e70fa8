package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of uploads: each append is a file of its own, named after the offset that it begins at, whole and synced
 * before it gets that name, and never changed again. What was received is the chain of parts from offset 0 on.
 */
final class UploadParts {
    private static final Logger LOG = LoggerFactory.getLogger(UploadParts.class);
    private static final int REMEMBERED = 10_000;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    /** How far a chain was followed, if it has no gap. Parts do not change, so only what comes after is looked for. */
    private final Cache<UploadId, Long> followed =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    UploadParts(FilesystemLayout layout, FreshLookups lookups) {
        this.layout = layout;
        this.lookups = lookups;
    }

    /** Tells of an upload that nobody else knows yet, so it is not looked at when the first part comes. */
    void created(UploadId id) {
        followed.put(id, 0L);
    }

    /**
     * The bytes received by an upload that is there.
     *
     * @throws UploadNotFoundException if there are parts behind a gap
     */
    long size(UploadId id, Path upload) throws IOException {
        Long known = followed.getIfPresent(id);
        if (known == null) {
            return sizeAtFirstSight(id, upload);
        }
        long size = follow(upload, known);
        if (size > known) {
            followed.put(id, size);
        }
        return size;
    }

    // A power cut may keep any of the names that were not synced: when the upload was going on, the last without the
    // first; when it had ended, its own, and some parts of those that had been removed. Nobody could go on with such a
    // one: the parts behind the gap would count again as soon as the client has filled it, who does not expect that.
    private long sizeAtFirstSight(UploadId id, Path upload) throws IOException {
        // Before the chain is followed: a part is there only after those before it, so one that is listed and then not
        // in the chain is behind a gap, and does not come from another writer in this moment.
        List<String> names = lookups.names(upload);
        long size = follow(upload, 0);
        for (String name : names) {
            OptionalLong offset = FilesystemLayout.offsetOfPart(name);
            if (offset.isPresent() && offset.getAsLong() >= size) {
                if (Files.exists(upload)) { // else it ended this moment
                    LOG.info("gave up {}, whose parts before {} are lost: its client begins again", upload, name);
                }
                throw new UploadNotFoundException(id);
            }
        }
        followed.put(id, size);
        return size;
    }

    private long follow(Path upload, long start) throws IOException {
        long size = start;
        for (OptionalLong part = part(upload, size); part.isPresent(); part = part(upload, size)) {
            size += part.getAsLong();
        }
        return size;
    }

    /**
     * The files that hold the first bytes of an upload.
     *
     * @param size where one of the parts ends
     * @return the files; fewer, if the upload ended meanwhile
     */
    List<Path> files(Path upload, long size) throws IOException {
        List<Path> files = new ArrayList<>();
        long end = 0;
        while (end < size) {
            OptionalLong part = part(upload, end);
            if (part.isEmpty()) {
                return List.of();
            }
            files.add(layout.uploadPart(upload, end));
            end += part.getAsLong();
        }
        return files;
    }

    // Opened, not asked for its attributes: an NFS client may have seen the file under its first name, when it was
    // shorter, and would answer from memory.
    private OptionalLong part(Path upload, long offset) throws IOException {
        Optional<FileChannel> part = lookups.open(layout.uploadPart(upload, offset));
        if (part.isEmpty()) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = part.get()) {
            // none is published empty; after a power cut without syncs there may be one
            return channel.size() == 0 ? OptionalLong.empty() : OptionalLong.of(channel.size());
        }
    }
}
