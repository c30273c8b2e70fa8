package io.stowage.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JWK set at an address. It is fetched when it is first needed, in the background when it is older than ten minutes,
 * and when a token comes that none of its keys has signed, but then not more than every half minute. One request at a
 * time is under way, whoever needs its answer waits for it. While the server is away the keys from before stay in use.
 */
final class JwksAddress implements TrustedKeys {
    static final Duration OLD = Duration.ofMinutes(10);
    static final Duration BETWEEN_UNKNOWN = Duration.ofSeconds(30);
    /** Without any keys there is more reason to ask again. */
    static final Duration BETWEEN_FIRST = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Logger log = LoggerFactory.getLogger(JwksAddress.class);

    private final URI address;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final HttpClient client;
    private volatile @Nullable KeySet keys;
    private volatile long keysSince;
    private volatile @Nullable Read lastRead;

    // Guarded by this.
    private @Nullable CompletableFuture<KeySet> flight;
    private long lastStart;
    private boolean started;

    /** A set and what it says. */
    private record Read(String set, KeySet keys) {}

    JwksAddress(URI address) {
        this(address, PATIENCE, System::nanoTime);
    }

    JwksAddress(URI address, Duration patience, LongSupplier nanoTime) {
        this.address = check(address);
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    // Whoever can change the answer on its way can sign tokens.
    private static URI check(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        boolean safe = scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host));
        if (!safe || address.getHost() == null || address.getUserInfo() != null || address.getFragment() != null) {
            throw new IllegalArgumentException("keys are fetched from an https address, or an http address on this"
                    + " machine, without user and fragment; this is " + (safe ? "another" : scheme + " to " + host));
        }
        return address;
    }

    @Override
    public KeySet current() throws IOException {
        KeySet known = keys;
        if (known == null) {
            return await(start(BETWEEN_FIRST));
        }
        if (nanoTime.getAsLong() - keysSince > OLD.toNanos()) {
            var unused = start(BETWEEN_UNKNOWN);
        }
        return known;
    }

    @Override
    public KeySet afterUnknown() throws IOException {
        KeySet known = keys;
        CompletableFuture<KeySet> fetching = start(BETWEEN_UNKNOWN);
        if (known == null) {
            return await(fetching);
        }
        try {
            return fetching == null ? known : await(fetching);
        } catch (IOException e) {
            return known; // which was logged
        }
    }

    private synchronized @Nullable CompletableFuture<KeySet> start(Duration atMostEvery) {
        if (flight != null && !flight.isDone()) {
            return flight;
        }
        long now = nanoTime.getAsLong();
        if (started && now - lastStart < atMostEvery.toNanos()) {
            return null;
        }
        started = true;
        lastStart = now;
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                HttpRequest.newBuilder(address)
                        .timeout(patience)
                        .header("Accept", "application/json")
                        .build(),
                head -> new BoundedBody(LARGEST));
        flight = answer.thenApply(this::read)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((read, failure) -> end(answer, read, failure));
        return flight;
    }

    private KeySet read(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new CompletionException(
                    new IOException("it answered with status " + answer.statusCode() + "; redirects are not followed"));
        }
        String set = new String(answer.body(), UTF_8);
        Read last = lastRead;
        if (last == null || !last.set().equals(set)) {
            // Not each time, because it logs what it leaves out.
            last = new Read(set, JwkKeys.parse(set, address));
            lastRead = last;
        }
        return last.keys();
    }

    private void end(CompletableFuture<?> answer, @Nullable KeySet read, @Nullable Throwable failure) {
        if (read != null) {
            keysSince = nanoTime.getAsLong();
            keys = read;
        } else {
            answer.cancel(true);
            log.warn("cannot get keys for tokens from {}: {}", address, reason(failure));
        }
    }

    private KeySet await(@Nullable CompletableFuture<KeySet> fetching) throws IOException {
        if (fetching == null) {
            throw new IOException("there are no keys from " + address + " yet");
        }
        try {
            return fetching.get();
        } catch (ExecutionException e) {
            throw new IOException("there are no keys from " + address + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for keys from " + address, e);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable deepest = failure;
        while (deepest instanceof CompletionException || deepest instanceof ExecutionException) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest);
    }
}
