import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long and where to measure.
 *
 * @param memory whether to run the memory check in place of the table
 * @param scale whether to measure a big store in place of the table
 * @param quick whether small and short will do
 * @param rounds how many rounds count
 * @param warmUps how many rounds of small operations go before those: a JVM compiles what it has seen often
 * @param blobMib the size of the big blob
 * @param eightMib the size of each of the eight blobs that go up at once
 * @param pushSeconds how long a round of pushes lasts
 * @param readSeconds how long a round of small reads lasts
 * @param only the names of the rows to measure; all if empty
 * @param directory where the data directories of both servers lie
 * @param stowage our launcher
 * @param distribution the program {@code registry} of Distribution 3; empty to measure only ours
 */
record Options(
        boolean memory,
        boolean scale,
        boolean quick,
        int rounds,
        int warmUps,
        int blobMib,
        int eightMib,
        double pushSeconds,
        double readSeconds,
        List<String> only,
        Path directory,
        String stowage,
        String distribution) {

    static Options parse(String[] args, Path directory) {
        boolean memory = false;
        boolean scale = false;
        boolean quick = false;
        int rounds = 0;
        int mib = 512;
        List<String> only = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "memory" -> memory = true;
                case "scale" -> scale = true;
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = Integer.parseInt(args[++i]);
                case "--blob-mib" -> mib = Integer.parseInt(args[++i]);
                case "--only" -> only.addAll(List.of(args[++i].split(",")));
                default -> throw new IllegalArgumentException("unknown argument: " + args[i]);
            }
        }
        return new Options(
                memory,
                scale,
                quick,
                rounds > 0 ? rounds : quick ? 3 : 5,
                quick ? 2 : 4,
                mib,
                quick ? Math.max(1, mib / 8) : mib,
                quick ? 1.2 : 5,
                quick ? 1 : 5,
                List.copyOf(only),
                directory,
                System.getenv().getOrDefault("STOWAGE", ""),
                System.getenv().getOrDefault("DISTRIBUTION", ""));
    }
}
