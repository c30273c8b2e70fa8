package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.registry.StorageHealth;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a supervisor asks, without a login: 200 for yes and 503 for no, with the reason:
 *
 * <pre>{@code
 * {"status":"red","storage":"full","since":"2026-11-23T12:00:00Z"}
 * }</pre>
 */
final class HealthPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient StorageHealth health;
    private final transient Predicate<StorageHealth.State> question;

    private HealthPage(StorageHealth health, Predicate<StorageHealth.State> question) {
        this.health = health;
        this.question = question;
    }

    /** Whether the process answers at all. A restart mends no disk, so no trouble of the storage counts here. */
    static HealthPage live(StorageHealth health) {
        return new HealthPage(health, state -> true);
    }

    /** Whether clients should be sent here: as long as they can pull, also from a full disk. */
    static HealthPage ready(StorageHealth health) {
        return new HealthPage(health, StorageHealth.State::isReadable);
    }

    /** Whether somebody has to be called. */
    static HealthPage well(StorageHealth health) {
        return new HealthPage(health, StorageHealth.State::isGreen);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        boolean head = request.getMethod().equals("HEAD");
        if (!head && !request.getMethod().equals("GET")) {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", "GET, HEAD");
            response.setContentLength(0);
            return;
        }
        StorageHealth.State state = health.state();
        byte[] text = json(state).getBytes(UTF_8);
        response.setStatus(
                question.test(state) ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setContentLength(text.length);
        if (!head) {
            response.getOutputStream().write(text);
        }
    }

    private static String json(StorageHealth.State state) {
        String storage = state.trouble()
                .map(HealthPage::word)
                .map(word -> ",\"storage\":\"" + word + "\"")
                .orElse("");
        return "{\"status\":\"" + (state.isGreen() ? "green" : "red") + "\"" + storage + ",\"since\":\"" + state.since()
                + "\"}\n";
    }

    private static String word(Enum<?> trouble) {
        return trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
