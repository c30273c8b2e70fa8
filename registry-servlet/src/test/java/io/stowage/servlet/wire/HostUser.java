package io.stowage.servlet.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A user whom the container knows, and not the registry. */
public record HostUser(String name, String password, String role) {
    /** May push, if the test's policy goes by roles. */
    public static final HostUser ADA = new HostUser("ada", "ada-secret", "developer");

    /** Has no role that counts. */
    public static final HostUser GUEST = new HostUser("guest", "guest-secret", "visitor");

    /** All that a container has to know. */
    static final List<HostUser> ALL = List.of(ADA, GUEST);

    /** The header line that the user's clients send. */
    String authorization() {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
