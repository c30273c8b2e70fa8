package io.stowage.registry.storage.filesystem;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.UploadId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where everything lies. This class alone builds paths; it touches no file.
 *
 * <p>CNCF Distribution's tree, below {@code <directory>/docker/registry/v2}; what is marked with a star is ours, which
 * Distribution neither reads nor minds:
 *
 * <pre>
 * blobs/&lt;alg&gt;/&lt;first 2 hex&gt;/&lt;hex&gt;/data                     bytes of a blob or a manifest
 * blobs/&lt;alg&gt;/&lt;first 2 hex&gt;/&lt;hex&gt;/stowage-size           * how many bytes that should be
 * repositories/&lt;name&gt;/_layers/&lt;alg&gt;/&lt;hex&gt;/link           this repository has this blob
 * repositories/&lt;name&gt;/_manifests/
 *     revisions/&lt;alg&gt;/&lt;hex&gt;/link                        this repository has this manifest
 *     tags/&lt;tag&gt;/current/link                            what the tag points to
 *     tags/&lt;tag&gt;/index/&lt;alg&gt;/&lt;hex&gt;/link                  what it ever pointed to
 * repositories/&lt;name&gt;/_uploads/&lt;uuid&gt;/
 *     startedat                                          when, in seconds: Distribution's purger reads it
 *     stowage-upload                                   * when, exactly; marks the upload as ours
 *     part-&lt;offset, 20 digits&gt;                         * bytes received, one file per append
 * repositories/&lt;name&gt;/_uploads/.&lt;uuid&gt;.tmp/            * an upload that does not exist yet or any more
 * repositories/&lt;name&gt;/_stowage/
 *     referrers/&lt;alg&gt;-&lt;hex&gt;/&lt;alg&gt;-&lt;hex&gt;             * subject / manifest that names it; empty files
 *     examined/&lt;alg&gt;-&lt;hex&gt;                           * manifests whose subject is known; empty files
 *     tagged/&lt;alg&gt;/&lt;first two of hex&gt;/&lt;hex&gt;-&lt;tag&gt;    * manifests that tags were pointed to; empty files
 * stowage/aside/&lt;any of the above&gt;                      * what the collector put aside, and since when
 * stowage/sweeper                                        * there while a collector runs
 * stowage/quarantine/&lt;alg&gt;-&lt;hex&gt;-&lt;random&gt;             * bytes that do not have that digest, kept for people
 * stowage/notes/&lt;name&gt;                                  * how far a verification came, and what it found
 * </pre>
 *
 * <p>A link holds the text of a digest and nothing else. Files being written are called {@code .<random>.tmp} and lie
 * beside what they will become. Every name keeps to {@code [A-Za-z0-9._-]}: Distribution refuses others.
 */
final class FilesystemLayout {
    private static final int OFFSET_DIGITS = 20;
    private static final String PART_PREFIX = "part-";
    private static final Pattern PART = Pattern.compile(PART_PREFIX + "00[0-9]{18}");
    private static final int TAGGED_DIGITS = 64;
    /** As Distribution names files that it is writing: {@code link.<uuid>.tmp}. */
    private static final Pattern FOREIGN_TEMPORARY = Pattern.compile("(?:link|data|startedat)\\.[0-9a-f-]{36}\\.tmp");

    private static final Pattern TAGGED = Pattern.compile("[0-9a-f]{" + TAGGED_DIGITS + "}-.*");
    /** And no others: editors and other programs call their files so, too. */
    private static final Pattern TEMPORARY = Pattern.compile("\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

    private static final String TEMPORARY_PREFIX = ".";
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Path directory;
    private final Path trunk;
    private final Path root;
    private final Path own;
    private final Path blobs;
    private final Path repositories;

    FilesystemLayout(Path directory) {
        this.directory = directory;
        this.trunk = directory.resolve("docker");
        this.root = trunk.resolve("registry").resolve("v2");
        this.own = root.resolve("stowage");
        this.blobs = root.resolve("blobs");
        this.repositories = root.resolve("repositories");
    }

    /** The directory that everything lies in, which is there before the storage is opened. */
    Path directory() {
        return directory;
    }

    /** The directory below which all content lies: there as soon as there is any. */
    Path trunk() {
        return trunk;
    }

    /** The ways from the directory down to where new entries come into being. */
    List<List<Path>> ways() {
        List<Path> common = List.of(directory, trunk, trunk.resolve("registry"), root);
        return List.of(
                List.of(directory),
                Stream.concat(common.stream(), Stream.of(blobs, blobs.resolve("sha256")))
                        .toList(),
                Stream.concat(common.stream(), Stream.of(repositories)).toList());
    }

    /** Where all lies that is aside. */
    Path aside() {
        return own.resolve("aside");
    }

    /** Where a file lies while it is aside. */
    Path aside(Path file) {
        return aside().resolve(root.relativize(file));
    }

    /** The directories above blobs and repositories. */
    List<Path> above() {
        return List.of(directory, trunk, trunk.resolve("registry"), root, own, blobs, repositories);
    }

    /** Who sweeps, while somebody does. */
    Path sweeper() {
        return own.resolve("sweeper");
    }

    /** All blobs. */
    Path blobs() {
        return blobs;
    }

    /** Where damaged bytes are kept. */
    Path quarantine() {
        return own.resolve("quarantine");
    }

    /** A new name for damaged bytes. */
    Path quarantined(Digest digest) {
        return quarantine()
                .resolve(dashed(digest) + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** The digest that an entry of {@link #quarantine} is named after. */
    static Optional<Digest> quarantinedDigest(String name) {
        int end = name.lastIndexOf('-');
        return end < 0 ? Optional.empty() : dashedDigest(name.substring(0, end));
    }

    /** What an inspection notes under a name. */
    Path note(String name) {
        return own.resolve("notes").resolve(name);
    }

    Path blobs(DigestAlgorithm algorithm) {
        return blobs.resolve(algorithm.toString());
    }

    Path blobData(Digest digest) {
        return blob(digest, "data");
    }

    Path blobSize(Digest digest) {
        return blob(digest, "stowage-size");
    }

    Path repositories() {
        return repositories;
    }

    Path repository(RepositoryName repository) {
        return repositories.resolve(repository.value());
    }

    /** What makes a directory a repository: it has one of these. */
    List<Path> parts(RepositoryName name) {
        Path repository = repository(name);
        return List.of(
                repository.resolve("_manifests"),
                repository.resolve("_layers"),
                repository.resolve("_uploads"),
                repository.resolve("_stowage"));
    }

    /** The directories of a repository that go when they are empty, innermost first. */
    List<Path> emptyable(RepositoryName name) {
        Path repository = repository(name);
        List<Path> directories = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            directories.add(layers(name, algorithm));
            directories.add(revisions(name, algorithm));
        }
        directories.addAll(List.of(
                repository.resolve("_layers"),
                repository.resolve("_manifests/revisions"),
                repository.resolve("_manifests/tags"),
                repository.resolve("_manifests"),
                repository.resolve("_uploads"),
                repository.resolve("_stowage/referrers"),
                repository.resolve("_stowage/examined"),
                repository.resolve("_stowage/tagged/sha256"),
                repository.resolve("_stowage/tagged/sha512"),
                repository.resolve("_stowage/tagged"),
                repository.resolve("_stowage"),
                repository));
        return directories;
    }

    Path layers(RepositoryName repository, DigestAlgorithm algorithm) {
        return repositories.resolve(repository + "/_layers/" + algorithm);
    }

    Path layerLink(RepositoryName repository, Digest digest) {
        return repositories.resolve(repository + "/_layers/" + slashed(digest) + "/link");
    }

    Path revisions(RepositoryName repository, DigestAlgorithm algorithm) {
        return repositories.resolve(repository + "/_manifests/revisions/" + algorithm);
    }

    Path revisionLink(RepositoryName repository, Digest digest) {
        return repositories.resolve(repository + "/_manifests/revisions/" + slashed(digest) + "/link");
    }

    Path tags(RepositoryName repository) {
        return repositories.resolve(repository + "/_manifests/tags");
    }

    Path tag(RepositoryName repository, Tag tag) {
        return repositories.resolve(repository + "/_manifests/tags/" + tag);
    }

    Path tagCurrentLink(RepositoryName repository, Tag tag) {
        return repositories.resolve(repository + "/_manifests/tags/" + tag + "/current/link");
    }

    Path tagIndex(RepositoryName repository, Tag tag, DigestAlgorithm algorithm) {
        return repositories.resolve(repository + "/_manifests/tags/" + tag + "/index/" + algorithm);
    }

    Path tagIndexLink(RepositoryName repository, Tag tag, Digest digest) {
        return repositories.resolve(repository + "/_manifests/tags/" + tag + "/index/" + slashed(digest) + "/link");
    }

    Path uploads(RepositoryName repository) {
        return repositories.resolve(repository + "/_uploads");
    }

    Path upload(RepositoryName repository, UploadId id) {
        return repositories.resolve(repository + "/_uploads/" + id);
    }

    /** Where an upload's directory lies while it is made and while it is removed. */
    Path uploadRemains(RepositoryName repository, UploadId id) {
        return uploads(repository).resolve(TEMPORARY_PREFIX + id + TEMPORARY_SUFFIX);
    }

    /** The id of an upload whose {@link #uploadRemains} have the given name. */
    static Optional<UploadId> uploadOfRemains(String name) {
        return name.startsWith(TEMPORARY_PREFIX) && name.endsWith(TEMPORARY_SUFFIX)
                ? UploadId.tryParse(
                        name.substring(TEMPORARY_PREFIX.length(), name.length() - TEMPORARY_SUFFIX.length()))
                : Optional.empty();
    }

    /** The bytes of an upload of Distribution, in its directory. */
    Path foreignUploadData(Path upload) {
        return upload.resolve("data");
    }

    Path uploadStartedAt(Path upload) {
        return upload.resolve("startedat");
    }

    Path uploadMarker(Path upload) {
        return upload.resolve("stowage-upload");
    }

    Path uploadPart(Path upload, long offset) {
        String digits = Long.toString(offset);
        // by hand: String.format was seen in profiles
        return upload.resolve(PART_PREFIX + "0".repeat(OFFSET_DIGITS - digits.length()) + digits);
    }

    /** Where the part with a name begins; empty if that is no name of a part. */
    static OptionalLong offsetOfPart(String name) {
        return PART.matcher(name).matches()
                ? OptionalLong.of(Long.parseLong(name, PART_PREFIX.length(), name.length(), 10))
                : OptionalLong.empty();
    }

    Path referrers(RepositoryName repository) {
        return repositories.resolve(repository + "/_stowage/referrers");
    }

    Path referrers(RepositoryName repository, Digest subject) {
        return repositories.resolve(repository + "/_stowage/referrers/" + dashed(subject));
    }

    Path referrer(RepositoryName repository, Digest subject, Digest referrer) {
        return repositories.resolve(repository + "/_stowage/referrers/" + dashed(subject) + "/" + dashed(referrer));
    }

    Path examined(RepositoryName repository) {
        return repositories.resolve(repository + "/_stowage/examined");
    }

    Path examined(RepositoryName repository, Digest digest) {
        return repositories.resolve(repository + "/_stowage/examined/" + dashed(digest));
    }

    Path tagged(RepositoryName repository) {
        return repositories.resolve(repository + "/_stowage/tagged");
    }

    Path tagged(RepositoryName repository, DigestAlgorithm algorithm) {
        return repositories.resolve(repository + "/_stowage/tagged/" + algorithm);
    }

    /** Where the entries of a digest lie, and of others with the same beginning. */
    Path tagged(RepositoryName repository, Digest digest) {
        return tagged(repository, digest.algorithm()).resolve(digest.hex().substring(0, 2));
    }

    Path taggedEntry(RepositoryName repository, Digest digest, Tag tag) {
        return tagged(repository, digest).resolve(taggedDigits(digest) + "-" + tag);
    }

    /**
     * What an entry of {@link #tagged} is named after.
     *
     * @param digits the first of the digest: the whole of a SHA-512 and a long tag would be more than a name can be
     */
    record Tagged(String digits, Tag tag) {
        boolean isOf(Digest digest) {
            return digits.equals(taggedDigits(digest));
        }
    }

    /** What an entry of {@link #tagged} with a name is named after; empty if it is foreign. */
    static Optional<Tagged> tagged(String name) {
        return TAGGED.matcher(name).matches()
                ? Tag.tryParse(name.substring(TAGGED_DIGITS + 1))
                        .map(tag -> new Tagged(name.substring(0, TAGGED_DIGITS), tag))
                : Optional.empty();
    }

    private static String taggedDigits(Digest digest) {
        return digest.hex().substring(0, TAGGED_DIGITS);
    }

    /** The digest that an entry of {@link #referrers} or {@link #examined} is named after. */
    static Optional<Digest> dashedDigest(String name) {
        return Digest.tryParse(name.replaceFirst("-", ":"));
    }

    /** Whether a name is one of those that files have while they are written. */
    static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    /** Whether a name is one of those that files have while some registry writes them. */
    static boolean isAnyTemporary(String name) {
        return isTemporary(name) || FOREIGN_TEMPORARY.matcher(name).matches();
    }

    /** A new name in a directory for a file being written. */
    static Path temporary(Path directory) {
        return directory.resolve(TEMPORARY_PREFIX + UUID.randomUUID() + TEMPORARY_SUFFIX);
    }

    /** Whether a path has a name that {@link #temporary} gives, or {@link #uploadRemains}. */
    static boolean isTemporary(Path path) {
        return isTemporary(String.valueOf(path.getFileName()));
    }

    /**
     * A new name for a directory until it is ready for its own: beside it, but not among tags, where Distribution takes
     * whatever it finds for one.
     */
    static Path draft(Path directory) {
        Path parent = requireNonNull(directory.getParent(), "directory has no parent");
        boolean amongTags = parent.endsWith("_manifests/tags");
        return temporary(amongTags ? requireNonNull(parent.getParent()) : parent);
    }

    private Path blob(Digest digest, String file) {
        return blobs.resolve(digest.algorithm() + "/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "/" + file);
    }

    private static String slashed(Digest digest) {
        return digest.algorithm() + "/" + digest.hex();
    }

    private static String dashed(Digest digest) {
        return digest.algorithm() + "-" + digest.hex();
    }
}
