import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine of a measurement: what it is, and how busy others keep it. */
final class Machine {
    private Machine() {}

    static String description(Path directory) throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor");
        long memory = Long.parseLong(
                Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", ""));
        FileStore store = Files.getFileStore(directory);
        return "%s, %d processors, %d GiB, Linux %s, %s on %s, JDK %s"
                .formatted(
                        model,
                        Runtime.getRuntime().availableProcessors(),
                        Math.round(memory / 1024.0 / 1024.0),
                        System.getProperty("os.version"),
                        store.type(),
                        store.name(),
                        System.getProperty("java.version"));
    }

    /** Seconds of processor time that all processes together have used. */
    static double cpuSeconds() throws IOException {
        String[] fields =
                Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
        // user, nice, system; interrupts belong to nobody, and the loopback's are ours.
        double ticks = 0;
        for (String field : List.of(fields[1], fields[2], fields[3])) {
            ticks += Double.parseDouble(field);
        }
        return ticks / 100;
    }
}
