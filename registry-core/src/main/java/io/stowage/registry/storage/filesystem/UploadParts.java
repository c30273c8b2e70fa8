package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.storage.UploadId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parts of uploads: each append is a file of its own, named after the offset that it begins at, whole and synced
 * before it gets that name, and never changed again. What was received is the chain of parts from offset 0 on.
 */
final class UploadParts {
    private static final int REMEMBERED = 10_000;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    /** How far a chain was followed. Parts do not change, so only what comes after has to be looked for. */
    private final Cache<UploadId, Long> followed =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    UploadParts(FilesystemLayout layout, FreshLookups lookups) {
        this.layout = layout;
        this.lookups = lookups;
    }

    /** The bytes received by an upload that is there. */
    long size(UploadId id, Path upload) throws IOException {
        Long known = followed.getIfPresent(id);
        long start = known == null ? 0 : known;
        long size = start;
        for (OptionalLong part = part(upload, size); part.isPresent(); part = part(upload, size)) {
            size += part.getAsLong();
        }
        if (size > start) {
            followed.put(id, size);
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
