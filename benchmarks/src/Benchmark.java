import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Measures Stowage and Distribution 3 in turns and prints the table. See the README beside it. */
public final class Benchmark {
    private static final int LIMIT_MINUTES = 40;

    private final Options options;
    private double foreignCpu;

    private Benchmark(Options options) {
        this.options = options;
    }

    /** Called by {@code benchmarks/run}, which names the programs in the environment. */
    public static void main(String[] args) throws Exception {
        try {
            start(args);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks/run: " + e.getMessage());
            // The threads of a failed client may still hang on their sockets.
            System.exit(1);
        }
    }

    private static void start(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(System.getenv("BENCHMARK_DIR"))
                .resolve("run-" + ProcessHandle.current().pid());
        Options options = Options.parse(args, directory);
        Files.createDirectories(directory);
        Thread watchdog = new Thread(Benchmark::giveUp, "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(directory)));
        boolean good = true;
        if (options.memory()) {
            good = new MemoryCheck(options).run();
        } else if (options.scale()) {
            new Scale(options).run();
        } else {
            new Benchmark(options).run();
        }
        System.exit(good ? 0 : 1);
    }

    /** Leaves neither processes nor data behind, also after a failure or an interrupt. */
    private static void cleanUp(Path directory) {
        Server.killAll();
        try {
            Server.deleteTree(directory);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("benchmarks/run: cannot remove " + directory + ": " + e.getMessage());
        }
    }

    /** A server that stops answering must not hold the machine for ever. */
    private static void giveUp() {
        try {
            TimeUnit.MINUTES.sleep(LIMIT_MINUTES);
        } catch (InterruptedException e) {
            return;
        }
        System.err.println("benchmarks/run: not done after " + LIMIT_MINUTES + " minutes, giving up");
        System.exit(1);
    }

    private void run() throws IOException, InterruptedException {
        System.out.println(Machine.description(options.directory()) + "; " + options.rounds() + " rounds\n");
        List<Server> servers = new ArrayList<>();
        try {
            if (!options.stowage().isEmpty()) {
                servers.add(Server.stowage(Path.of(options.stowage()), options.directory(), Map.of()));
            }
            if (!options.distribution().isEmpty()) {
                servers.add(Server.distribution(Path.of(options.distribution()), options.directory()));
            }
            measure(servers);
        } finally {
            for (Server server : servers) {
                server.close();
            }
        }
    }

    private void measure(List<Server> servers) throws IOException, InterruptedException {
        Table table = new Table(servers.stream().map(Server::name).collect(Collectors.toList()));
        table.head();
        for (Row row : new Rows(options).all()) {
            if (options.only().isEmpty() || options.only().contains(row.name())) {
                table.row(row, samples(row, servers));
            }
        }
        System.out.println();
        for (Server server : servers) {
            System.out.println("Peak resident memory of " + server.name() + ": " + server.peakMemoryMib() + " MiB.");
        }
        System.out.println(String.format(
                Locale.ROOT,
                "Other processes used up to %.0f %% of one processor during a round; above 15 %% do not trust the"
                        + " rates.",
                foreignCpu * 100));
    }

    private List<List<Row.Sample>> samples(Row row, List<Server> servers) throws IOException, InterruptedException {
        List<List<Row.Sample>> samples = new ArrayList<>();
        for (Server server : servers) {
            for (int i = 0; i < row.warmUps(); i++) {
                row.measure(server);
            }
            samples.add(new ArrayList<>());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                Thread.sleep(200); // for what the other server does after its last answer
                double before = foreignCpuSeconds(servers);
                long start = System.nanoTime();
                samples.get(i).add(row.measure(servers.get(i)));
                double seconds = (System.nanoTime() - start) / 1e9;
                foreignCpu = Math.max(foreignCpu, (foreignCpuSeconds(servers) - before) / seconds);
            }
        }
        return samples;
    }

    private static double foreignCpuSeconds(List<Server> servers) throws IOException {
        double seconds =
                Machine.cpuSeconds() - Server.cpuSeconds(ProcessHandle.current().pid());
        for (Server server : servers) {
            seconds -= server.cpuSeconds();
        }
        return seconds;
    }
}
