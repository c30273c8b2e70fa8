package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.Inspection.ContentVisitor;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The files with bytes: visits and opens them, wherever they are, and leaves them there. */
final class InspectedFiles {
    private static final int LOOKS = 5;
    private static final int PREFIX = 2;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final AtomicFiles files;
    private final DurableDirectories directories;

    InspectedFiles(FilesystemLayout layout, FreshLookups lookups, AtomicFiles files, DurableDirectories directories) {
        this.layout = layout;
        this.lookups = lookups;
        this.files = files;
        this.directories = directories;
    }

    void visit(Optional<Digest> after, ContentVisitor visitor) throws IOException {
        visit(path -> path, after.map(Digest::toString).orElse(""), visitor);
    }

    void visitAside(ContentVisitor visitor) throws IOException {
        visit(layout::aside, "", visitor);
    }

    void visitQuarantine(ContentVisitor visitor) throws IOException {
        for (String name : names(layout.quarantine(), visitor)) {
            Optional<Digest> digest = FilesystemLayout.quarantinedDigest(name);
            if (digest.isPresent()) {
                visit(digest.get(), layout.quarantine().resolve(name), visitor);
            }
        }
    }

    private void visit(Function<Path, Path> place, String after, ContentVisitor visitor) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) { // in byte order of their names
            Path all = place.apply(layout.blobs(algorithm));
            for (String prefix : names(all, visitor)) {
                if (prefix.length() != PREFIX) {
                    continue; // foreign
                }
                // A group is passed over if all that it can hold comes before.
                String first = algorithm + ":" + prefix;
                if (first.compareTo(after.substring(0, Math.min(first.length(), after.length()))) < 0) {
                    continue;
                }
                for (String name : names(all.resolve(prefix), visitor)) {
                    Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
                    if (digest.isPresent()
                            && name.startsWith(prefix)
                            && digest.get().toString().compareTo(after) > 0) {
                        visit(digest.get(), place.apply(layout.blobData(digest.get())), visitor);
                    }
                }
            }
        }
    }

    private void visit(Digest digest, Path data, ContentVisitor visitor) throws IOException {
        Optional<BasicFileAttributes> there;
        try {
            there = attributes(data);
        } catch (FileSystemException e) {
            visitor.unreadable("content " + digest, e);
            return;
        }
        if (there.isPresent()) {
            visitor.visit(digest, there.get().size());
        }
    }

    Optional<InspectedContent> open(Digest digest) throws IOException {
        Path data = layout.blobData(digest);
        for (int look = 1; look <= LOOKS; look++) {
            // The second place again and again: it may move to the one while the other is looked at.
            Optional<InspectedContent> found = open(digest, data, true);
            if (found.isEmpty()) {
                found = open(digest, layout.aside(data), false);
            }
            if (found.isPresent()) {
                return found;
            }
            if (identity(data).isEmpty() && identity(layout.aside(data)).isEmpty()) {
                return Optional.empty();
            }
        }
        throw new IOException("content " + digest + " is replaced again and again");
    }

    /** Opens a file and learns which it is; empty if it is gone, or was replaced in this moment. */
    private Optional<InspectedContent> open(Digest digest, Path data, boolean inPlace) throws IOException {
        Optional<FileChannel> fresh = lookups.open(data); // after which NFS knows to which file the name leads
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        fresh.get().close();
        // An open file cannot be asked which it is, so it is opened between two questions about its name.
        Optional<Identity> identity = identity(data);
        FileChannel channel;
        try {
            channel = FileChannel.open(data);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            if (identity.isPresent() && identity.equals(identity(data))) {
                return Optional.of(new InspectedFile(
                        digest,
                        channel,
                        channel.size(),
                        confirmation -> inPlace && quarantine(digest, data, identity.get(), confirmation)));
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private boolean quarantine(Digest digest, Path data, Identity identity, InspectedContent.Confirmation confirmation)
            throws IOException {
        if (!Optional.of(identity).equals(identity(data))) {
            return false;
        }
        Path kept = layout.quarantined(digest);
        if (!move(data, kept)) {
            return false;
        }
        // Another may have put whole bytes in its place between the question and the rename.
        boolean damaged;
        try (FileChannel channel = FileChannel.open(kept)) {
            damaged = confirmation.isDamaged(Channels.newInputStream(channel));
        } catch (IOException e) {
            putBack(kept, data);
            throw e;
        }
        if (!damaged) {
            // By a rename: on NFS no second name must be left to a file for a moment. What another put there meanwhile
            // is
            // the same, as this is whole. If it is this very file, under both names, the rename does nothing.
            files.move(kept, data);
            files.delete(kept);
        }
        return damaged;
    }

    private boolean move(Path data, Path kept) throws IOException {
        directories.withinVolatile(layout.quarantine(), () -> {
            try {
                files.move(data, kept);
            } catch (NoSuchFileException e) {
                if (Files.exists(data)) {
                    throw e; // it is the quarantine's directory that went
                }
            }
        });
        return Files.exists(kept);
    }

    /** Unless another put something in its place, which this may be worse than. */
    private void putBack(Path kept, Path data) throws IOException {
        directories.within(Objects.requireNonNull(data.getParent()), () -> {
            if (Files.exists(kept) && files.link(kept, data)) {
                files.delete(kept);
            }
        });
    }

    /** Which file it is that has a name. The time too: numbers of files are used again. */
    private record Identity(Optional<Object> key, long size, FileTime modified) {}

    private Optional<Identity> identity(Path file) throws IOException {
        return lookups.attributes(file)
                .filter(BasicFileAttributes::isRegularFile)
                .map(found ->
                        new Identity(Optional.ofNullable(found.fileKey()), found.size(), found.lastModifiedTime()));
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private List<String> names(Path directory, ContentVisitor visitor) throws IOException {
        try {
            List<String> names = new ArrayList<>(lookups.names(directory));
            Collections.sort(names);
            return names;
        } catch (FileSystemException e) {
            visitor.unreadable("directory " + directory, e);
            return List.of();
        }
    }
}
