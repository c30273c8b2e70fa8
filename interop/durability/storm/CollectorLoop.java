import io.stowage.registry.Registry;
import io.stowage.registry.gc.CollectorReport;
import io.stowage.registry.gc.GarbageCollector;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.storage.SweepReport;
import io.stowage.storage.SweepUnderWayException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Collects in a directory without pause until it is killed: {@code CollectorLoop DIR GRACE_SECONDS}. Embeds the library,
 * as whoever needs a shorter grace time than the launcher takes can do; every second run removes untagged manifests too.
 * Prints what each run did: how much was put aside, brought back, and freed for good.
 */
final class CollectorLoop {
    public static void main(String[] args) throws Exception {
        Duration grace = Duration.ofSeconds(Long.parseLong(args[1]));
        Registry registry =
                Registry.builder(FilesystemStorage.open(Path.of(args[0]))).build();
        for (int run = 0; ; run++) {
            Optional<Duration> untagged = run % 2 == 0 ? Optional.empty() : Optional.of(grace);
            try {
                CollectorReport report = registry.garbageCollector(
                                new GarbageCollector.Settings(grace, untagged, Duration.ofMinutes(5)))
                        .collect();
                SweepReport swept = report.swept();
                System.out.printf(
                        "run aside %d back %d freed %d bytes %d kept %d%n",
                        count(swept.aside()),
                        swept.broughtBack(),
                        count(swept.freed()),
                        swept.freed().bytes(),
                        report.kept().size());
                report.kept().forEach(reason -> System.out.println("kept: " + reason));
            } catch (SweepUnderWayException e) {
                System.out.println("another is at work");
                Thread.sleep(200);
            }
        }
    }

    private static long count(SweepReport.Tally tally) {
        return tally.manifests() + tally.links() + tally.blobs();
    }
}
