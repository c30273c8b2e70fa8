package io.stowage.servlet.internal.http;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.UploadId;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;

/**
 * The URLs of a registry's resources, as absolute paths: right under any servlet mapping and context path, and behind a
 * proxy without being told its name. What they are made of needs no escaping.
 *
 * @param base what stands before {@code /v2}, as the client wrote it; empty in the usual case
 */
public record Locations(String base) {

    /** The URLs as the client of the given request sees them. */
    public static Locations of(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        if (mapping.getMappingMatch() != MappingMatch.PATH) {
            return new Locations(request.getContextPath());
        }
        String prefix = mapping.getPattern().substring(0, mapping.getPattern().length() - "/*".length());
        if (prefix.endsWith("/v2")) {
            prefix = prefix.substring(0, prefix.length() - "/v2".length());
        }
        return new Locations(request.getContextPath() + prefix);
    }

    /** A blob's. */
    public String blob(RepositoryName name, Digest digest) {
        return base + "/v2/" + name + "/blobs/" + digest;
    }

    /** An upload session's. */
    public String upload(RepositoryName name, UploadId id) {
        return base + "/v2/" + name + "/blobs/uploads/" + id;
    }

    /** A manifest's. */
    public String manifest(RepositoryName name, Digest digest) {
        return base + "/v2/" + name + "/manifests/" + digest;
    }

    /** A list of tags'. */
    public String tags(RepositoryName name) {
        return base + "/v2/" + name + "/tags/list";
    }

    /** A list of referrers'. */
    public String referrers(RepositoryName name, Digest subject) {
        return base + "/v2/" + name + "/referrers/" + subject;
    }

    /** The list of repositories'. */
    public String catalog() {
        return base + "/v2/_catalog";
    }
}
