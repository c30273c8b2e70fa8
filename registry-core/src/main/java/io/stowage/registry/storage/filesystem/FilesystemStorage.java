package io.stowage.registry.storage.filesystem;

import static java.util.Objects.requireNonNull;

import io.stowage.storage.BlobStore;
import io.stowage.storage.Inspection;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RepositoryCatalog;
import io.stowage.storage.SupportsInspection;
import io.stowage.storage.SupportsSweep;
import io.stowage.storage.Sweep;
import io.stowage.storage.TagStore;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A registry's content in one directory: a local disk, a {@code hostPath} volume, or a network share.
 *
 * <p>The layout is CNCF Distribution's. A directory that {@code registry:2} or Distribution 3 filled is served as it is,
 * and can be handed back: what this storage keeps beside it (sizes of blobs, an index of referrers, parts of uploads)
 * disturbs neither Distribution nor its garbage collection, and is made again when it is missing. What is damaged, of an
 * interrupted write under any registry, counts as absent and is healed by the next push. Foreign files and directories
 * are left alone.
 *
 * <p>Several instances may serve one directory, in one process or on several machines. They share nothing else: every
 * write is a rename or a link of a file that was written whole before. The file system must let a rename replace a file
 * at once, as POSIX wants it; NFS does. Hard links are used where there are any.
 *
 * <p>On NFS, a name that one machine once found absent would seem absent to it for up to a minute after another created
 * it. Such answers are checked ({@link LookupFreshness}); mounting with {@code lookupcache=positive} makes the check
 * cheap.
 *
 * <p>Safe for use by many threads. Holds no file open between calls; {@link #close} releases nothing but memory.
 */
public final class FilesystemStorage implements RegistryStorage, SupportsSweep, SupportsInspection {
    private static final Duration SHORTEST_GRACE = Duration.ofMinutes(1);
    private static final Duration SHORTEST_GRACE_PAST_CACHES = Duration.ofMinutes(5);

    private final Path directory;
    private final boolean pastCaches;
    private final FilesystemBlobs blobs;
    private final FilesystemUploads uploads;
    private final FilesystemManifests manifests;
    private final FilesystemTags tags;
    private final FilesystemCatalog catalog;
    private final FilesystemSweeps sweeps;
    private final WriteTrial trial;
    private final FilesystemInspection inspection;

    private FilesystemStorage(
            Path directory, NewEntries entries, Optional<SharedSyncs.Medium> medium, boolean pastCaches) {
        this.directory = directory;
        this.pastCaches = pastCaches;
        FilesystemLayout layout = new FilesystemLayout(directory);
        DataRoot root = new DataRoot(layout);
        DurableDirectories directories = new DurableDirectories(root, medium, entries);
        FreshLookups lookups = new FreshLookups(root, pastCaches);
        AtomicFiles files = new AtomicFiles(directories, lookups, entries, medium.isPresent());
        Listings listings = new Listings(lookups);
        Aside aside = new Aside(layout, lookups, files, directories);
        Links links = new Links(lookups, aside, files, directories);
        Trees trees = new Trees(directories);
        Revisions revisions = new Revisions(layout, lookups, links, listings);
        ManifestFiles manifestFiles = new ManifestFiles(layout, aside, files);
        RepositoryTree tree = new RepositoryTree(layout, lookups, listings);
        BlobFiles blobFiles =
                new BlobFiles(layout, lookups, aside, files, directories, new DeclaredSizes(revisions, manifestFiles));
        this.blobs = new FilesystemBlobs(layout, lookups, links, blobFiles, tree, aside);
        this.uploads = new FilesystemUploads(layout, lookups, files, directories, trees, blobFiles, blobs, tree);
        this.manifests = new FilesystemManifests(
                layout,
                links,
                revisions,
                manifestFiles,
                new ReferrerIndex(layout, lookups, files, directories, revisions, manifestFiles, listings));
        TagIndex tagIndex = new TagIndex(layout, lookups, links, files);
        this.tags = new FilesystemTags(layout, links, trees, listings, tagIndex);
        this.sweeps =
                new FilesystemSweeps(layout, lookups, links, aside, files, directories, tree, tagIndex, manifestFiles);
        this.inspection = new FilesystemInspection(
                layout, lookups, links, tree, new InspectedFiles(layout, lookups, files, directories), files);
        this.catalog = new FilesystemCatalog(layout, lookups, tree, revisions);
        this.trial = new WriteTrial(layout, root, files);
    }

    /**
     * The storage in a directory, with every setting at its default.
     *
     * @param directory created if it is missing
     * @throws IOException if it is not a directory, or cannot be created
     */
    public static FilesystemStorage open(Path directory) throws IOException {
        return builder(directory).open();
    }

    /** A storage in a directory, to be set up. */
    public static Builder builder(Path directory) {
        return new Builder(directory);
    }

    /** The directory, absolute. */
    public Path directory() {
        return directory;
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public UploadStore uploads() {
        return uploads;
    }

    @Override
    public ManifestStore manifests() {
        return manifests;
    }

    @Override
    public TagStore tags() {
        return tags;
    }

    @Override
    public RepositoryCatalog repositories() {
        return catalog;
    }

    /** Writes, syncs and removes a small file. */
    @Override
    public void check() throws IOException {
        trial.run();
    }

    /**
     * The shortest grace time, but for none at all, that is wise for sweeps beside others who use the directory: a minute on a
     * local disk. Elsewhere five: there a machine may believe for up to a minute that a file is where it no longer is,
     * and though names are looked for past such caches, nothing that was stored shall depend on it.
     */
    public Duration shortestGrace() {
        return pastCaches ? SHORTEST_GRACE_PAST_CACHES : SHORTEST_GRACE;
    }

    @Override
    public Sweep sweep(Duration grace) throws IOException {
        return sweeps.begin(grace);
    }

    @Override
    public Sweep sweepAlone() throws IOException {
        return sweeps.beginAlone();
    }

    @Override
    public Sweep rehearseSweep(Duration grace) throws IOException {
        return sweeps.rehearse(grace);
    }

    @Override
    public Inspection inspection() {
        return inspection;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "filesystem storage in " + directory;
    }

    /** Sets up a {@link FilesystemStorage}. Not safe for use by several threads. */
    public static final class Builder {
        private final Path directory;
        private boolean sync = true;
        private SharedSyncs.Medium medium = SharedSyncs.Medium.OF_THE_SYSTEM;
        private LookupFreshness freshness = LookupFreshness.AUTO;
        private EntrySettings settings = EntrySettings.NONE;

        private Builder(Path directory) {
            this.directory = requireNonNull(directory, "directory is null").toAbsolutePath();
        }

        /**
         * Whether what was written is forced to the medium before a write returns; on by default. Without it everything is
         * faster, and what was pushed in the last half a minute may be gone or damaged after a power cut.
         */
        public Builder sync(boolean on) {
            this.sync = on;
            return this;
        }

        /** What syncs directories; for tests. */
        Builder medium(SharedSyncs.Medium value) {
            this.medium = value;
            return this;
        }

        /** Whether absent names are looked for a second time; {@link LookupFreshness#AUTO} by default. */
        public Builder lookupFreshness(LookupFreshness value) {
            this.freshness = requireNonNull(value, "value is null");
            return this;
        }

        /**
         * The mode of directories that are made from now on, exactly, whatever the umask; the umask's by default. With
         * {@code 2770}, what is made in a directory gets its group (setgid).
         *
         * @throws IllegalArgumentException if the owner has less than 0700, or there is more than 2777
         */
        public Builder directoryMode(FileMode mode) {
            this.settings = settings.withDirectoryMode(mode);
            return this;
        }

        /**
         * The mode of files that are written from now on, exactly, whatever the umask; the umask's by default.
         *
         * @throws IllegalArgumentException if the owner has less than 0600, or there is more than 0666
         */
        public Builder fileMode(FileMode mode) {
            this.settings = settings.withFileMode(mode);
            return this;
        }

        /**
         * The group of files and directories that are made from now on: by default that of the process, or of the
         * directory above if that has the setgid bit. An account can give files only to groups that it is in.
         *
         * @param name a name that this machine knows, or a number
         * @throws IllegalArgumentException if it can be neither
         */
        public Builder group(String name) {
            this.settings = settings.withGroup(name);
            return this;
        }

        /**
         * Creates the directory if it is missing, and tries there, in the places that exist, all that serving will need.
         * Takes some milliseconds, and leaves nothing else behind. {@link #open} does without: it serves also what cannot
         * be written to.
         *
         * @throws UnusableDirectoryException if something failed
         * @throws IOException if the directory is none, or cannot be created
         */
        public ProbedDirectory probe() throws IOException {
            return new DirectoryProbe(directory, prepare(), sync).tryAll();
        }

        /**
         * Opens the storage. What exists in the directory is left as it is; if modes or a group are set, it is tried
         * whether new entries can have them. A directory that is full or read-only is opened: it can be read.
         *
         * @throws UnusableDirectoryException if they cannot, or the directory cannot be written to
         * @throws IOException if the directory is none, or cannot be created
         */
        public FilesystemStorage open() throws IOException {
            NewEntries entries = prepare();
            try {
                if (!settings.isNone()) {
                    new DirectoryProbe(directory, entries, sync).trySettings();
                }
            } catch (UnusableDirectoryException e) {
                if (!e.canStillBeRead()) {
                    throw e;
                }
            }
            return new FilesystemStorage(
                    directory, entries, sync ? Optional.of(medium) : Optional.empty(), looksPastCaches());
        }

        private NewEntries prepare() throws IOException {
            RootName name = RootName.before(directory);
            NewEntries entries = make();
            if (sync) {
                name.settle(medium);
            }
            return entries;
        }

        private NewEntries make() throws IOException {
            if (Files.isDirectory(directory)) {
                return settings.entries(directory);
            }
            if (Files.exists(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
            NewEntries entries = settings.entries(directory);
            Path parent = requireNonNull(directory.getParent(), "the root is a directory");
            if (!Files.isDirectory(parent)) { // a link to one will do, to which createDirectories of older JDKs objects
                Files.createDirectories(parent);
            }
            try {
                entries.directory(directory);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory)) {
                    throw e;
                }
            }
            return entries;
        }

        private boolean looksPastCaches() throws IOException {
            return freshness.looksPastCachesOf(Files.getFileStore(directory).type());
        }
    }
}
