import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A registry under measurement: a process of its own with a fresh data directory. */
final class Server implements Closeable {
    private static final long START_LIMIT_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("(?:127\\.0\\.0\\.1|localhost):(\\d+)");

    private static final List<Process> STARTED = new CopyOnWriteArrayList<>();

    private final String name;
    private final Path data;
    private final Process process;
    private final InetSocketAddress address;
    private final double startMillis;

    private Server(String name, Path data, Process process, InetSocketAddress address, double startMillis) {
        this.name = name;
        this.data = data;
        this.process = process;
        this.address = address;
        this.startMillis = startMillis;
    }

    /** Our launcher with a fresh data directory. */
    static Server stowage(Path command, Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        return stowage(command, directory, Files.createDirectories(directory.resolve("stowage")), environment);
    }

    /** Our launcher, which names its port in its first lines. */
    static Server stowage(Path command, Path directory, Path data, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        String name = String.join(" ", List.of("Stowage", String.join(" ", options))).trim();
        Path log = directory.resolve(name.replace(" ", "") + ".log");
        List<String> words = new ArrayList<>(List.of(
                command.toString(),
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
                data.toString(),
                "--pid-file",
                directory.resolve(name.replace(" ", "") + ".pid").toString()));
        words.addAll(List.of(options));
        Process process = start(log, environment, words.toArray(String[]::new));
        return await(name, data, process, log, 0);
    }

    /** Distribution with a fresh data directory. */
    static Server distribution(Path command, Path directory) throws IOException, InterruptedException {
        return distribution(command, directory, Files.createDirectories(directory.resolve("distribution")));
    }

    /** Distribution, its access log off. */
    static Server distribution(Path command, Path directory, Path data) throws IOException, InterruptedException {
        int port = freePort();
        Path config = configuration(directory, data, port);
        Path log = directory.resolve("distribution.log");
        Process process =
                start(log, Map.of("OTEL_TRACES_EXPORTER", "none"), command.toString(), "serve", config.toString());
        return await("Distribution", data, process, log, port);
    }

    /** A configuration with the storage, cache and tag settings of Distribution's example. */
    static Path configuration(Path directory, Path data, int port) throws IOException {
        Path config = directory.resolve("distribution.yml");
        Files.writeString(config, """
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              cache:
                blobdescriptor: inmemory
              filesystem:
                rootdirectory: %s
              delete:
                enabled: true
              tag:
                concurrencylimit: 8
            http:
              addr: 127.0.0.1:%d
              secret: benchmark
              headers:
                X-Content-Type-Options: [nosniff]
            health:
              storagedriver:
                enabled: true
                interval: 10s
                threshold: 3
            """.formatted(data, port));
        return config;
    }

    String name() {
        return name;
    }

    InetSocketAddress address() {
        return address;
    }

    /** How long it took from the start of the process to the first answer. */
    double startMillis() {
        return startMillis;
    }

    /** Seconds of processor time that the process has used, in user and kernel mode. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(process.pid());
    }

    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        // Linux counts in hundredths of a second on every platform that has a JVM.
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** The most memory, in MiB, that the process has had resident so far. */
    long peakMemoryMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        throw new IOException("no VmHWM for process " + process.pid());
    }

    /** Frees the disk of a blob behind the server's back, which no later request asks for. */
    void forget(String digest) throws IOException {
        String[] parts = digest.split(":");
        Path blob = data.resolve(Path.of("docker/registry/v2/blobs", parts[0], parts[1].substring(0, 2), parts[1]));
        if (!Files.exists(blob)) {
            throw new IOException(name + " keeps no " + blob);
        }
        deleteTree(blob);
    }

    /** Ends every server that was started and not closed. */
    static void killAll() {
        for (Process process : STARTED) {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void deleteTree(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Process start(Path log, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        STARTED.add(process);
        return process;
    }

    private static Server await(String name, Path data, Process process, Path log, int knownPort)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long deadline = start + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
        while (process.isAlive() && System.nanoTime() < deadline) {
            int port = knownPort != 0 ? knownPort : announcedPort(log);
            if (port != 0) {
                InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
                try (Connection connection = new Connection(address)) {
                    connection.call("GET", "/v2/", "").expect(200);
                    return new Server(name, data, process, address, (System.nanoTime() - start) / 1e6);
                } catch (IOException e) {
                    // Not listening yet; the deadline decides.
                }
            }
            Thread.sleep(2);
        }
        process.destroyForcibly();
        throw new IOException(name + " did not start: " + Files.readString(log));
    }

    private static int announcedPort(Path log) throws IOException {
        Matcher matcher = LISTENING.matcher(Files.readString(log));
        int port = 0;
        while (port == 0 && matcher.find()) {
            port = Integer.parseInt(matcher.group(1));
        }
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
