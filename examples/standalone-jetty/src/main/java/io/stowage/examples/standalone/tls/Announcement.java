package io.stowage.examples.standalone.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the user hears of the transport at start.
 *
 * @param name the name to address the server by, if it is not the one it listens on
 * @param facts what is on, in a few words each
 * @param names for which a new authority was made that clients have to trust; empty if there is none
 */
public record Announcement(Optional<String> name, List<String> facts, Optional<Path> authority, List<String> names) {
    /** Copies the lists. */
    public Announcement {
        facts = List.copyOf(facts);
        names = List.copyOf(names);
    }

    static Announcement none() {
        return new Announcement(Optional.empty(), List.of(), Optional.empty(), List.of());
    }

    /** What clients write before the repository, if it is not what the server listens on. */
    public Optional<String> address(int port) {
        return name.map(text -> TrustInstructions.server(text, port));
    }

    /** The lines, for a server on this port. */
    public List<String> lines(int port) {
        if (facts.isEmpty()) {
            return List.of();
        }
        String all = String.join(", ", facts);
        return authority
                .map(file -> List.of(
                        all, "Clients must trust " + file + "; how: " + TrustInstructions.command(file, names, port)))
                .orElse(List.of(all));
    }
}
