import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the collectors of both compare, each by its command on a directory that nobody serves, in turns. */
final class Collections {
    private static final int MANIFESTS = 4000;

    private final Options options;

    Collections(Options options) {
        this.options = options;
    }

    /** What a command took: by the clock, and of the processors. */
    private record Took(double seconds, double cpuSeconds) {}

    void run() throws IOException, InterruptedException {
        int manifests = options.quick() ? MANIFESTS / 20 : MANIFESTS;
        int rounds = options.quick() ? 1 : 3;
        List<String> stowage = List.of(options.stowage(), "gc", "--offline", "--untagged-older-than", "0s", "--data");
        List<List<Took>> full = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Took>> idle = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            for (int who = 0; who < 2; who++) {
                Path data = Files.createDirectories(options.directory().resolve("collected"));
                new Shapes(new Store(data)).fillForCollection(manifests);
                List<String> command = new ArrayList<>(who == 0 ? stowage : distribution(data));
                if (who == 0) {
                    command.add(data.toString());
                }
                if (!command.get(0).isEmpty()) {
                    full.get(who).add(time(command));
                    check(data, manifests);
                    idle.get(who).add(time(command));
                }
                Server.deleteTree(data);
            }
        }
        System.out.println("| collection by command | Stowage | Distribution | ratio | CPU Stowage | CPU Distribution |"
                + " ratio |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|");
        print(String.format(Locale.ROOT, "%,d manifests, of which half are free", manifests), full);
        print("again, when nothing is free", idle);
    }

    private List<String> distribution(Path data) throws IOException {
        Path config = Server.configuration(options.directory(), data, 5000); // which it does not open
        return List.of(options.distribution(), "garbage-collect", "-m", config.toString());
    }

    /** Half of the manifests went, with a config and three layers each. */
    private static void check(Path data, int manifests) throws IOException {
        try (var files = Files.walk(data.resolve("docker/registry/v2/blobs"))) {
            long blobs = files.filter(file -> file.endsWith("data")).count();
            if (blobs != manifests / 2 * 5L) {
                throw new IOException(blobs + " blobs are left of " + manifests + " manifests");
            }
        }
    }

    private Took time(List<String> command) throws IOException, InterruptedException {
        new ProcessBuilder("sync").start().waitFor();
        List<String> timed = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='took %R %U %S'; time \"$@\"", "bash"));
        timed.addAll(command);
        Path log = options.directory().resolve("collection.log");
        Process process = new ProcessBuilder(timed)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        List<String> lines = Files.readAllLines(log);
        if (status != 0) {
            throw new IOException(command + " ended with " + status + ": " + lines);
        }
        String[] words = lines.get(lines.size() - 1).split(" ");
        return new Took(Double.parseDouble(words[1]), Double.parseDouble(words[2]) + Double.parseDouble(words[3]));
    }

    private static void print(String title, List<List<Took>> both) {
        StringBuilder line = new StringBuilder("| ").append(title).append(" |");
        line.append(columns(both.stream()
                .map(times -> median(times.stream().mapToDouble(Took::seconds).toArray()))
                .toList()));
        line.append(columns(both.stream()
                .map(times -> median(times.stream().mapToDouble(Took::cpuSeconds).toArray()))
                .toList()));
        System.out.println(line);
    }

    private static String columns(List<Double> both) {
        return String.format(
                Locale.ROOT, " %.1f s | %.1f s | **%.1f** |", both.get(0), both.get(1), both.get(1) / both.get(0));
    }

    private static double median(double[] times) {
        Arrays.sort(times);
        return times.length == 0 ? Double.NaN : (times[(times.length - 1) / 2] + times[times.length / 2]) / 2;
    }
}
