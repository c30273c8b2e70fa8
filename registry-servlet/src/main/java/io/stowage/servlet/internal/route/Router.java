package io.stowage.servlet.internal.route;

import io.stowage.oci.Digest;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.http.PercentDecoder;
import io.stowage.servlet.internal.http.Quote;
import io.stowage.storage.UploadId;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what a path names.
 *
 * <p>The path is split, then each segment is decoded once, and read from its tail: a repository may be called
 * {@code blobs/uploads} or {@code manifests/tags}. Everything decoded has to match the strict grammar of names, tags,
 * digests and ids, none of which has room for a slash, a dot-dot, a NUL or a second encoding; so nothing here is ever
 * resolved or normalised.
 */
public final class Router {
    private Router() {}

    /**
     * Finds what a path names.
     *
     * @param method decides what a malformed tag or digest is: something that surely is not there for who looks it up,
     *     wrong for who wants to create it
     * @param path from {@code /v2} on, as the client wrote it
     * @throws RegistryException if it names nothing: 404, or 400 if a part of it is malformed
     */
    public static Route route(Method method, String path) {
        List<String> segments = segments(path);
        int n = segments.size();
        if (n == 0 || !segments.get(0).equals("v2")) {
            throw unknown();
        }
        if (n == 1 || (n == 2 && segments.get(1).isEmpty())) {
            return new Route.Version();
        }
        if (n == 2 && segments.get(1).equals("_catalog")) {
            return new Route.Catalog();
        }
        if (endsWith(segments, "blobs", "uploads", "")) {
            return new Route.Uploads(name(segments, n - 3));
        }
        if (endsWith(segments, "blobs", "uploads")) {
            return new Route.Uploads(name(segments, n - 2));
        }
        if (endsWith(segments, "tags", "list")) {
            return new Route.TagList(name(segments, n - 2));
        }
        String last = segments.get(n - 1);
        if (endsWith(segments.subList(0, n - 1), "blobs", "uploads")) {
            return new Route.Upload(name(segments, n - 3), uploadId(last));
        }
        if (n < 4) {
            throw unknown();
        }
        return switch (segments.get(n - 2)) {
            case "blobs" -> new Route.Blob(name(segments, n - 2), blobDigest(method, last));
            case "manifests" -> new Route.Manifest(name(segments, n - 2), reference(method, last));
            case "referrers" -> new Route.Referrers(name(segments, n - 2), digest(last));
            default -> throw unknown();
        };
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        if (!path.startsWith("/")) {
            return segments;
        }
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            segments.add(segment(path.substring(start, end)));
            start = end + 1;
        }
        return segments;
    }

    private static String segment(String raw) {
        try {
            String decoded = PercentDecoder.path(raw);
            if (decoded.indexOf('/') >= 0) {
                throw new RegistryException(ErrorCode.NAME_INVALID, "the path has an encoded slash");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.NAME_INVALID, "the path is malformed: " + e.getMessage());
        }
    }

    /** Whether the path ends so, with at least one segment between {@code v2} and this end. */
    private static boolean endsWith(List<String> segments, String... end) {
        int start = segments.size() - end.length;
        return start >= 2 && segments.subList(start, segments.size()).equals(List.of(end));
    }

    private static RepositoryName name(List<String> segments, int end) {
        try {
            return RepositoryName.parse(String.join("/", segments.subList(1, end)));
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.NAME_INVALID, message(e));
        }
    }

    private static UploadId uploadId(String text) {
        return UploadId.tryParse(text)
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no upload with the id " + Quote.of(text)));
    }

    private static Digest blobDigest(Method method, String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    method.isLookup() ? ErrorCode.BLOB_UNKNOWN : ErrorCode.DIGEST_INVALID, message(e));
        }
    }

    private static Reference reference(Method method, String text) {
        boolean isDigest = text.indexOf(':') >= 0;
        try {
            return isDigest ? Digest.parse(text) : Tag.parse(text);
        } catch (IllegalArgumentException e) {
            ErrorCode malformed = isDigest ? ErrorCode.DIGEST_INVALID : ErrorCode.NAME_INVALID;
            throw new RegistryException(method.isLookup() ? ErrorCode.MANIFEST_UNKNOWN : malformed, message(e));
        }
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.DIGEST_INVALID, message(e));
        }
    }

    private static String message(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }

    private static RegistryException unknown() {
        return new RegistryException(ErrorCode.NAME_UNKNOWN, "the path names no resource of a registry");
    }
}
