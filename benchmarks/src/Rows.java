import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The rows of the table. Keeps what it has put on each server to read it back. */
final class Rows {
    private static final int PUSH_CLIENTS = 4;
    private static final int READ_CONNECTIONS = 16;
    private static final String REPOSITORY = "bench/content";

    private final Options options;
    private final Map<Server, String> bigBlobs = new HashMap<>();
    private final Map<Server, String> smallBlobs = new HashMap<>();
    private final Set<Server> tagged = new HashSet<>();
    private final AtomicInteger tags = new AtomicInteger();

    Rows(Options options) {
        this.options = options;
    }

    List<Row> all() {
        String mib = options.blobMib() + " MiB";
        String eight = "8 x " + options.eightMib() + " MiB";
        return List.of(
                new Row(
                        "up-1",
                        mib + " blob up, 1 connection",
                        "MiB/s",
                        "GiB",
                        1024,
                        4,
                        (s, c) -> upload(s, c, 1, options.blobMib())),
                new Row(
                        "up-8",
                        eight + " blobs up, 8 connections",
                        "MiB/s",
                        "GiB",
                        1024,
                        1,
                        (s, c) -> upload(s, c, 8, options.eightMib())),
                new Row(
                        "down-1",
                        mib + " blob down, 1 connection",
                        "MiB/s",
                        "GiB",
                        1024,
                        10,
                        (s, c) -> download(s, c, 1)),
                new Row(
                        "down-8",
                        mib + " blob down, 8 connections",
                        "MiB/s",
                        "GiB",
                        1024,
                        2,
                        (s, c) -> download(s, c, 8)),
                new Row(
                        "push-put",
                        "images pushed, POST PUT, 4 clients",
                        "images/s",
                        "1000",
                        1000,
                        options.warmUps(),
                        (s, c) -> pushes(s, c, Images.Style.CONTAINERD)),
                new Row(
                        "push-patch",
                        "images pushed, POST PATCH PUT, 4 clients",
                        "images/s",
                        "1000",
                        1000,
                        options.warmUps(),
                        (s, c) -> pushes(s, c, Images.Style.DOCKER)),
                new Row(
                        "manifest-get",
                        "manifest GET by tag, 16 connections",
                        "requests/s",
                        "1000",
                        1000,
                        options.warmUps(),
                        (s, c) -> manifestGets(s, c)),
                new Row(
                        "blob-head",
                        "blob HEAD, 16 connections",
                        "requests/s",
                        "1000",
                        1000,
                        options.warmUps(),
                        (s, c) -> smallBlob(s, c, "HEAD")),
                new Row(
                        "blob-get",
                        "4 KiB blob GET, 16 connections",
                        "requests/s",
                        "1000",
                        1000,
                        options.warmUps(),
                        (s, c) -> smallBlob(s, c, "GET")));
    }

    private void upload(Server server, Row.Clock clock, int connections, int mib)
            throws IOException, InterruptedException {
        List<Content> blobs = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            blobs.add(Content.fresh((long) mib << 20));
        }
        settleDisk();
        clock.time(() -> {
            Parallel.run(connections, i -> Blobs.putOnce(server.address(), REPOSITORY, blobs.get(i)));
            return (double) mib * connections;
        });
        for (Content blob : blobs) {
            server.forget(blob.digest());
        }
    }

    private void download(Server server, Row.Clock clock, int connections) throws IOException, InterruptedException {
        String digest = bigBlobs.get(server);
        if (digest == null) {
            Content content = Content.fresh((long) options.blobMib() << 20);
            digest = content.digest();
            Blobs.putOnce(server.address(), REPOSITORY, content);
            try (Connection connection = new Connection(server.address())) {
                Blobs.get(connection, REPOSITORY, digest, true);
            }
            bigBlobs.put(server, digest);
        }
        String blob = digest;
        clock.time(() -> {
            Parallel.run(connections, i -> {
                try (Connection connection = new Connection(server.address())) {
                    Blobs.get(connection, REPOSITORY, blob, false);
                }
            });
            return (double) options.blobMib() * connections;
        });
    }

    private void pushes(Server server, Row.Clock clock, Images.Style style) throws IOException, InterruptedException {
        settleDisk();
        clock.time(() -> {
            long end = System.nanoTime() + (long) (options.pushSeconds() * TimeUnit.SECONDS.toNanos(1));
            AtomicInteger pushed = new AtomicInteger();
            Parallel.run(PUSH_CLIENTS, i -> {
                try (Connection connection = new Connection(server.address())) {
                    while (System.nanoTime() < end) {
                        Images.push(connection, "bench/client-" + i, "t" + tags.incrementAndGet(), style);
                        pushed.incrementAndGet();
                    }
                }
            });
            return pushed.get();
        });
    }

    private void manifestGets(Server server, Row.Clock clock) throws IOException, InterruptedException {
        if (tagged.add(server)) {
            try (Connection connection = new Connection(server.address())) {
                Images.push(connection, REPOSITORY, "latest", Images.Style.CONTAINERD);
            }
        }
        reads(server, clock, "GET", "/v2/" + REPOSITORY + "/manifests/latest");
    }

    private void smallBlob(Server server, Row.Clock clock, String method) throws IOException, InterruptedException {
        String digest = smallBlobs.get(server);
        if (digest == null) {
            Content content = Content.fresh(4 << 10);
            digest = content.digest();
            Blobs.putOnce(server.address(), REPOSITORY, content);
            smallBlobs.put(server, digest);
        }
        reads(server, clock, method, Blobs.blobPath(REPOSITORY, digest));
    }

    private void reads(Server server, Row.Clock clock, String method, String path)
            throws IOException, InterruptedException {
        String headers = "Accept: " + Images.MANIFEST_TYPE + ", */*\r\n";
        try (Connection connection = new Connection(server.address())) {
            int length =
                    (int) connection.call(method, path, headers).expect(200).length();
            ByteBuffer request = connection.head(method, path, headers);
            clock.time(() -> Reads.run(server.address(), request, length, READ_CONNECTIONS, options.readSeconds()));
        }
    }

    /** Lets nobody pay for what an earlier round, or the other server, has left to be written. */
    private void settleDisk() throws IOException, InterruptedException {
        new ProcessBuilder("sync", "-f", options.directory().toString()).start().waitFor();
    }
}
