package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.registry.Registry;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.servlet.CallerResolver;
import io.stowage.servlet.RegistryServlet;
import io.stowage.storage.RegistryStorage;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests of the protocol as tables: a request as text, then what the answer must be. One container serves a class, with an
 * empty registry for each test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WireTest {
    private final Swap swap = new Swap();
    private @Nullable Container container;
    private @Nullable RegistryStorage storage;
    private @Nullable Registry registry;

    /** What the tests run in. */
    protected Container.Starter starter() {
        return JettyContainer::start;
    }

    /** The context path, empty for the root. */
    protected String contextPath() {
        return "";
    }

    /** The servlet's mapping. */
    protected String mapping() {
        return "/v2/*";
    }

    @BeforeAll
    final void startContainer() throws Exception {
        container = starter().start(swap, contextPath(), mapping());
    }

    @AfterAll
    final void stopContainer() throws Exception {
        container().close();
    }

    @BeforeEach
    final void serveEmptyRegistry() {
        serve(builder -> builder);
    }

    /** An empty storage. */
    protected RegistryStorage newStorage() {
        return InMemoryStorage.create();
    }

    /** Serves an empty registry with other settings. */
    protected final void serve(UnaryOperator<Registry.Builder> settings) {
        serve(newStorage(), settings);
    }

    /** Serves a registry over the given storage. */
    protected final void serve(RegistryStorage content, UnaryOperator<Registry.Builder> settings) {
        serve(content, settings, CallerResolver.standard());
    }

    /** Serves a registry over the given storage to callers who are found in the given way. */
    protected final void serve(
            RegistryStorage content, UnaryOperator<Registry.Builder> settings, CallerResolver callers) {
        storage = content;
        registry = settings.apply(Registry.builder(content)).build();
        swap.target = servlet(registry, callers);
    }

    /** What serves the registry. */
    protected HttpServlet servlet(Registry registry, CallerResolver callers) {
        return new RegistryServlet(registry, callers);
    }

    /** The registry that is served. */
    protected final Registry registry() {
        if (registry == null) {
            throw new IllegalStateException("nothing is served");
        }
        return registry;
    }

    /** The storage that is served. */
    protected final RegistryStorage storage() {
        if (storage == null) {
            throw new IllegalStateException("nothing is served");
        }
        return storage;
    }

    /** The container that serves. */
    protected final Container container() {
        if (container == null) {
            throw new IllegalStateException("no container");
        }
        return container;
    }

    /** Sends a request with a text as body, see {@link #send(String, byte[])}. */
    protected final Answer send(String head, String body) {
        return send(head, body.getBytes(UTF_8));
    }

    /** Sends a request without a body, see {@link #send(String, byte[])}. */
    protected final Answer send(String head) {
        return send(head, new byte[0]);
    }

    /**
     * Sends a request, on a connection of its own.
     *
     * @param head the request line without the protocol and the header lines; what is missing is added
     */
    protected final Answer send(String head, byte[] body) {
        try {
            return Answer.parse(container().talk(request(head, body)));
        } catch (Exception e) {
            throw new AssertionError("no answer to " + head, e);
        }
    }

    private static byte[] request(String head, byte[] body) throws IOException {
        String[] lines = head.strip().split("\n", 2);
        StringBuilder text = new StringBuilder(lines[0]).append(" HTTP/1.1\nHost: registry\nConnection: close\n");
        if (lines.length > 1) {
            text.append(lines[1].strip()).append('\n');
        }
        String lower = head.toLowerCase(Locale.ROOT);
        boolean mayHaveBody = lower.startsWith("p");
        if ((mayHaveBody || body.length > 0)
                && !lower.contains("\ncontent-length:")
                && !lower.contains("\ntransfer-encoding:")) {
            text.append("Content-Length: ").append(body.length).append('\n');
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(text.append('\n').toString().replace("\n", "\r\n").getBytes(ISO_8859_1));
        request.write(body);
        return request.toByteArray();
    }

    /** The sha256 of some bytes. */
    protected static Digest sha256(byte[] content) {
        return Digest.of(DigestAlgorithm.SHA256, content);
    }

    /** The sha256 of a text. */
    protected static Digest sha256(String content) {
        return sha256(content.getBytes(UTF_8));
    }

    /** The sha512 of a text. */
    protected static Digest sha512(String content) {
        return Digest.of(DigestAlgorithm.SHA512, content.getBytes(UTF_8));
    }

    /** Pushes a blob. */
    protected final Digest pushBlob(String repository, byte[] content) {
        Digest digest = sha256(content);
        send("POST " + contextPath() + "/v2/" + repository + "/blobs/uploads/?digest=" + digest, content)
                .is(201);
        return digest;
    }

    /** Pushes a blob. */
    protected final Digest pushBlob(String repository, String content) {
        return pushBlob(repository, content.getBytes(UTF_8));
    }

    /** Starts an upload and answers its location. */
    protected final String startUpload(String repository) {
        return send("POST " + contextPath() + "/v2/" + repository + "/blobs/uploads/")
                .is(202)
                .header("Location");
    }

    /** A descriptor as JSON. */
    protected static String descriptor(String mediaType, String content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, sha256(content), content.getBytes(UTF_8).length);
    }

    /** An image manifest with a config of {@code {}} and no layers, and more fields if wanted. */
    protected static String manifest(String... moreFields) {
        StringBuilder json = new StringBuilder("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                + "\",\"config\":" + descriptor("application/vnd.example.config", "{}") + ",\"layers\":[]");
        for (String field : moreFields) {
            json.append(',').append(field);
        }
        return json.append('}').toString();
    }

    /** Sends a manifest of the OCI type. */
    protected final Answer putManifest(String repository, String reference, String content) {
        return send(
                "PUT " + contextPath() + "/v2/" + repository + "/manifests/" + reference + "\nContent-Type: "
                        + MediaType.OCI_MANIFEST,
                content);
    }

    /** Pushes a manifest with its config. */
    protected final Digest pushManifest(String repository, String reference, String content) {
        pushBlob(repository, "{}");
        putManifest(repository, reference, content).is(201);
        return sha256(content);
    }

    private static final class Swap extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private transient volatile @Nullable HttpServlet target;

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            HttpServlet now = target;
            if (now == null) {
                throw new ServletException("nothing is served");
            }
            now.service(request, response);
        }
    }
}
