import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** How answers of a big store compare: one directory, served by Stowage and then by Distribution. */
final class Scale {
    private final Options options;

    Scale(Options options) {
        this.options = options;
    }

    void run() throws IOException, InterruptedException {
        Shapes.Sizes sizes = options.quick() ? Shapes.Sizes.FULL.part(20) : Shapes.Sizes.FULL;
        System.out.println(Machine.description(options.directory()) + "; " + options.rounds() + " rounds; " + sizes
                + "\n");
        Path data = Files.createDirectories(options.directory().resolve("big"));
        Path nothing = Files.createDirectories(options.directory().resolve("empty"));
        Shapes.Made made = new Shapes(new Store(data)).fill(sizes);
        ScaleRows rows = new ScaleRows(sizes, made, Math.max(options.rounds(), 9), options.quick() ? 1 : 4);
        Map<String, Map<String, OptionalDouble>> columns = new LinkedHashMap<>();
        for (Program program : programs()) {
            Map<String, OptionalDouble> times = new LinkedHashMap<>();
            times.put("start of an empty store", start(program, nothing));
            times.put("start", start(program, data));
            try (Server server = program.serve(data)) {
                times.putAll(rows.measure(new Visit(server.address()), program.hasReferrers()));
                System.err.println("peak memory of " + program.name() + ": " + server.peakMemoryMib() + " MiB");
            }
            columns.put(program.name(), times);
        }
        print(columns);
    }

    /** A registry to be started, more than once. */
    private record Program(String name, boolean hasReferrers, Start start) {
        interface Start {
            Server serve(Path data) throws IOException, InterruptedException;
        }

        Server serve(Path data) throws IOException, InterruptedException {
            return start.serve(data);
        }
    }

    private List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        Path directory = options.directory();
        if (!options.stowage().isEmpty()) {
            Path command = Path.of(options.stowage());
            programs.add(new Program("Stowage", true, data -> Server.stowage(command, directory, data, Map.of())));
        }
        if (!options.distribution().isEmpty()) {
            Path command = Path.of(options.distribution());
            programs.add(new Program("Distribution", false, data -> Server.distribution(command, directory, data)));
        }
        return programs;
    }

    /** The median of three times from the start of a process to its first answer. */
    private static OptionalDouble start(Program program, Path data) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (Server server = program.serve(data)) {
                times.add(server.startMillis());
            }
        }
        times.sort(null);
        return OptionalDouble.of(times.get(1));
    }

    private static void print(Map<String, Map<String, OptionalDouble>> columns) {
        StringBuilder head = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        for (String name : columns.keySet()) {
            head.append(' ').append(name).append(" |");
            rule.append("--:|");
        }
        System.out.println(head.append(" ratio |"));
        System.out.println(rule.append("--:|"));
        Set<String> rows = new LinkedHashSet<>();
        columns.values().forEach(column -> rows.addAll(column.keySet()));
        for (String row : rows) {
            StringBuilder line = new StringBuilder("| " + row + " |");
            List<Double> times = new ArrayList<>();
            for (Map<String, OptionalDouble> column : columns.values()) {
                OptionalDouble time = column.getOrDefault(row, OptionalDouble.empty());
                time.ifPresent(times::add);
                line.append(' ').append(time.isPresent() ? millis(time.getAsDouble()) : "–").append(" |");
            }
            line.append(times.size() == 2
                    ? String.format(Locale.ROOT, " **%.1f** |", times.get(1) / times.get(0))
                    : " |");
            System.out.println(line);
        }
    }

    private static String millis(double time) {
        return time < 10
                ? String.format(Locale.ROOT, "%.2f ms", time)
                : String.format(Locale.ROOT, "%,.0f ms", time);
    }
}
