package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Digest;
import io.stowage.servlet.internal.http.EntityTags;
import io.stowage.servlet.internal.http.Exchange;

/** What an answer says about content addressed by its digest, a blob or a manifest. */
final class ContentHeaders {
    /** For what can never be anything else. Not public: a shared cache must not hand out what needs credentials. */
    static final String FOREVER = "max-age=31536000, immutable";

    /** For a tag, which may point elsewhere at any time. */
    static final String REVALIDATE = "no-cache";

    private ContentHeaders() {}

    static void set(Exchange exchange, Digest digest, String cacheControl) {
        exchange.setHeader("Docker-Content-Digest", digest.toString());
        // A strong tag also keeps filters in front from compressing: the bytes must arrive as they were pushed.
        exchange.setHeader("ETag", EntityTags.of(digest));
        exchange.setHeader("Cache-Control", cacheControl);
    }

    /** Whether the client has the content already. */
    static boolean isKnown(Exchange exchange, Digest digest) {
        return EntityTags.matches(exchange.headers("If-None-Match"), digest);
    }
}
