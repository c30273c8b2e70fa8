package io.stowage.servlet.internal.endpoint;

import io.stowage.servlet.internal.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /v2/} (end-1): says that there is a registry. */
final class VersionEndpoint {

    Verbs verbs() {
        return new Verbs().onRead(this::get);
    }

    private void get(Exchange exchange) throws IOException {
        exchange.content(200, "application/json", "{}".getBytes(StandardCharsets.US_ASCII));
    }
}
