package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who sweeps: a process, and which of its sweeps.
 *
 * @param world where the process ids are valid: a boot of a machine and a container on it; a dash if nobody knows
 * @param pid the process
 * @param born when it started, in milliseconds, since process ids come again
 * @param sweep a random name
 */
record SweepOwner(String world, long pid, long born, String sweep) {
    private static final String UNKNOWN = "-";
    private static final Pattern TEXT = Pattern.compile("(\\S+) ([0-9]{1,18}) ([0-9]{1,18}) (\\S+)\n");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROCESSES = Path.of("/proc/self/ns/pid");

    /** A new sweep of this process. */
    static SweepOwner here() {
        ProcessHandle self = ProcessHandle.current();
        return new SweepOwner(
                ownWorld(), self.pid(), born(self), UUID.randomUUID().toString());
    }

    /** What {@link #toString} wrote; empty for anything else. */
    static Optional<SweepOwner> tryParse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new SweepOwner(
                        matcher.group(1),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        matcher.group(4)))
                : Optional.empty();
    }

    /** Whether the process is known to have ended. Of one on another machine, or in another container, nobody knows here. */
    boolean hasEnded() {
        return !world.equals(UNKNOWN)
                && world.equals(ownWorld())
                && ProcessHandle.of(pid)
                        .filter(process -> born(process) == born)
                        .isEmpty();
    }

    /** One line. */
    @Override
    public String toString() {
        return world + " " + pid + " " + born + " " + sweep + "\n";
    }

    private static long born(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String ownWorld() {
        try {
            return Files.readString(BOOT).strip() + "/" + Files.readSymbolicLink(PROCESSES);
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN; // not Linux
        }
    }
}
