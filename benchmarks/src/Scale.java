import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** How answers of a big store compare: one directory, which Stowage and Distribution serve and are asked in turns. */
final class Scale {
    private static final int STARTS = 3;

    private final Options options;

    Scale(Options options) {
        this.options = options;
    }

    /** A registry to be started, more than once. */
    private record Program(String name, boolean hasReferrers, boolean isWithoutSync, Start start) {
        interface Start {
            Server serve(Path data) throws IOException, InterruptedException;
        }
    }

    void run() throws IOException, InterruptedException {
        Shapes.Sizes sizes = options.quick() ? Shapes.Sizes.FULL.part(20) : Shapes.Sizes.FULL;
        System.out.println(Machine.description(options.directory()) + "; " + options.rounds() + " rounds; " + sizes
                + "\n");
        Path data = Files.createDirectories(options.directory().resolve("big"));
        Shapes.Made made = new Shapes(new Store(data)).fill(sizes);
        List<Program> programs = programs();
        head(programs);
        starts(programs, "start, empty store", Files.createDirectories(options.directory().resolve("empty")));
        starts(programs, "start", data);
        List<Server> servers = new ArrayList<>();
        try {
            for (Program program : programs) {
                servers.add(program.start().serve(data));
            }
            for (ScaleRows.ScaleRow row : new ScaleRows(sizes, made, options.rounds()).all()) {
                print(row.title(), programs, times(row, programs, servers));
            }
            System.out.println();
            for (Server server : servers) {
                System.out.println("Peak resident memory of " + server.name() + ": " + server.peakMemoryMib() + " MiB.");
            }
        } finally {
            for (Server server : servers) {
                server.close();
            }
        }
        System.out.println();
        new Collections(options).run();
    }

    private List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        Path directory = options.directory();
        if (!options.stowage().isEmpty()) {
            Path command = Path.of(options.stowage());
            programs.add(new Program("Stowage", true, false, data -> Server.stowage(command, directory, data, Map.of())));
        }
        if (!options.distribution().isEmpty()) {
            Path command = Path.of(options.distribution());
            programs.add(new Program("Distribution", false, false, data -> Server.distribution(command, directory, data)));
        }
        if (!options.stowage().isEmpty()) {
            Path command = Path.of(options.stowage());
            programs.add(new Program(
                    "Stowage --no-sync",
                    true,
                    true,
                    data -> Server.stowage(command, directory, data, Map.of(), "--no-sync")));
        }
        return programs;
    }

    /** From the start of a process to its first answer. */
    private static void starts(List<Program> programs, String title, Path data)
            throws IOException, InterruptedException {
        List<OptionalDouble> times = new ArrayList<>();
        for (Program program : programs) {
            if (program.isWithoutSync()) {
                continue;
            }
            double[] starts = new double[STARTS];
            for (int i = 0; i < STARTS; i++) {
                try (Server server = program.start().serve(data)) {
                    starts[i] = server.startMillis();
                }
            }
            times.add(OptionalDouble.of(median(starts)));
        }
        print(title, programs, times);
    }

    private List<OptionalDouble> times(ScaleRows.ScaleRow row, List<Program> programs, List<Server> servers)
            throws IOException, InterruptedException {
        List<Visit> visits = servers.stream().map(server -> new Visit(server.address())).toList();
        double[][] times = new double[servers.size()][row.rounds()];
        for (int i = 0; i < servers.size() && row.warms(); i++) {
            warmUp(row, programs.get(i), visits.get(i));
        }
        for (int round = 0; round < row.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                if (has(programs.get(i), row)) {
                    long start = System.nanoTime();
                    row.question().ask(visits.get(i));
                    times[i][round] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        List<OptionalDouble> medians = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            medians.add(has(programs.get(i), row) ? OptionalDouble.of(median(times[i])) : OptionalDouble.empty());
        }
        return medians;
    }

    private void warmUp(ScaleRows.ScaleRow row, Program program, Visit visit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + (options.quick() ? 1_000_000_000L : 4_000_000_000L);
        while (System.nanoTime() < end && has(program, row)) {
            row.question().ask(visit);
        }
    }

    private static boolean has(Program program, ScaleRows.ScaleRow row) {
        return (program.hasReferrers() || !row.ofReferrers()) && (!program.isWithoutSync() || row.syncs());
    }

    private static void head(List<Program> programs) {
        StringBuilder names = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        for (Program program : programs) {
            names.append(' ').append(program.name()).append(" |");
            rule.append("--:|");
        }
        System.out.println(names.append(" ratio |"));
        System.out.println(rule.append("--:|"));
    }

    /** The ratio is that of the second to the first. */
    private static void print(String title, List<Program> programs, List<OptionalDouble> times) {
        StringBuilder line = new StringBuilder("| ").append(title).append(" |");
        for (int i = 0; i < programs.size(); i++) {
            OptionalDouble time = i < times.size() ? times.get(i) : OptionalDouble.empty();
            line.append(' ').append(time.isPresent() ? millis(time.getAsDouble()) : "").append(" |");
        }
        boolean both = times.size() > 1 && times.get(0).isPresent() && times.get(1).isPresent();
        line.append(both
                ? String.format(
                        Locale.ROOT,
                        " **%.1f** |",
                        times.get(1).getAsDouble() / times.get(0).getAsDouble())
                : " |");
        System.out.println(line);
    }

    private static String millis(double time) {
        return String.format(Locale.ROOT, time < 10 ? "%.2f ms" : "%,.0f ms", time);
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
