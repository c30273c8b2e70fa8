import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Memory must not grow with the size of a blob: our launcher, held to a heap of 128 MiB that is resident from the
 * start, takes and gives small blobs and then blobs of 2 GiB in the same ways, and its peak may not move by much.
 */
final class MemoryCheck {
    private static final String REPOSITORY = "bench/memory";
    private static final int CONNECTIONS = 4;
    private static final int SMALL_MIB = 64;
    private static final int BIG_MIB = 2048;
    private static final long ALLOWED_GROWTH_MIB = 48;

    private final Options options;

    MemoryCheck(Options options) {
        this.options = options;
    }

    boolean run() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("STOWAGE_JAVA_OPTS", "-Xms128m -Xmx128m -XX:+AlwaysPreTouch");
        try (Server server = Server.stowage(Path.of(options.stowage()), options.directory(), environment)) {
            long idle = server.peakMemoryMib();
            // Twice, so that compiled code and buffers are there before the big ones are weighed.
            transfer(server, SMALL_MIB);
            transfer(server, SMALL_MIB);
            long small = server.peakMemoryMib();
            transfer(server, BIG_MIB);
            long big = server.peakMemoryMib();
            boolean good = big - small <= ALLOWED_GROWTH_MIB;
            System.out.println("Peak resident memory with a heap of 128 MiB: idle " + idle + " MiB, after blobs of "
                    + SMALL_MIB + " MiB " + small + " MiB, after blobs of " + BIG_MIB + " MiB " + big + " MiB: "
                    + (good ? "does not grow" : "GROWS") + ".");
            return good;
        }
    }

    private static void transfer(Server server, int mib) throws IOException, InterruptedException {
        long size = (long) mib << 20;
        Content put = Content.fresh(size);
        Content patched = Content.fresh(size);
        try (Connection connection = new Connection(server.address())) {
            Blobs.put(connection, REPOSITORY, put);
            Blobs.patch(connection, REPOSITORY, patched);
            Blobs.get(connection, REPOSITORY, patched.digest(), true);
        }
        Parallel.run(CONNECTIONS, i -> {
            try (Connection connection = new Connection(server.address())) {
                Blobs.get(connection, REPOSITORY, put.digest(), true);
            }
        });
        server.forget(put.digest());
        server.forget(patched.digest());
    }
}
