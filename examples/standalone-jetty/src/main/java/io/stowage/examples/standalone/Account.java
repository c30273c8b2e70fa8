package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The account that this process runs as, in the words of {@code chown}. */
record Account(String chown, String text) {
    private static final String GROUPS = "Groups:";

    Account {
        requireNonNull(chown, "chown is null");
        requireNonNull(text, "text is null");
    }

    static Account own() {
        try {
            // The JDK cannot name its own ids; Linux says them as the owner of the process's directory.
            Map<String, Object> ids = Files.readAttributes(Path.of("/proc/self"), "unix:uid,gid");
            return new Account(
                    ids.get("uid") + ":" + ids.get("gid"),
                    "uid " + ids.get("uid") + ", gid " + ids.get("gid") + groups());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            String name = System.getProperty("user.name", "unknown");
            return new Account(name, "user " + name);
        }
    }

    boolean isRoot() {
        return chown.startsWith("0:");
    }

    private static String groups() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(GROUPS))
                    .map(line -> line.substring(GROUPS.length()).trim())
                    .filter(groups -> !groups.isEmpty())
                    .map(groups -> ", groups " + groups.replaceAll("\\s+", " "))
                    .collect(Collectors.joining());
        }
    }
}
