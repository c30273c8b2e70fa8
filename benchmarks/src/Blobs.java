import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** Blobs up and down over one connection. */
final class Blobs {
    static final String OCTETS = "Content-Type: application/octet-stream\r\n";

    private Blobs() {}

    /** POST and one PUT with the body, as containerd and BuildKit do. */
    static void put(Connection connection, String repository, Content content) throws IOException {
        String location = start(connection, repository);
        connection
                .call("PUT", withDigest(location, content.digest()), OCTETS, content)
                .expect(201);
    }

    /** POST, one chunked PATCH and an empty PUT, as Docker does. */
    static void patch(Connection connection, String repository, Content content) throws IOException {
        String location = start(connection, repository);
        String next = path(connection
                .callChunked("PATCH", location, OCTETS, content)
                .expect(202)
                .header("location"));
        connection
                .call("PUT", withDigest(next, content.digest()), OCTETS, ByteBuffer.allocate(0))
                .expect(201);
    }

    /** Gets a blob; checks its digest if asked to, at the price of the client's time. */
    static void get(Connection connection, String repository, String digest, boolean check) throws IOException {
        Optional<MessageDigest> sha256 = check ? Optional.of(Content.sha256()) : Optional.empty();
        connection.download(blobPath(repository, digest), sha256).expect(200);
        if (check
                && !digest.equals(
                        "sha256:" + HexFormat.of().formatHex(sha256.get().digest()))) {
            throw new IOException("blob " + digest + " came with other bytes");
        }
    }

    static String blobPath(String repository, String digest) {
        return "/v2/" + repository + "/blobs/" + digest;
    }

    static void putOnce(InetSocketAddress address, String repository, Content content) throws IOException {
        try (Connection connection = new Connection(address)) {
            put(connection, repository, content);
        }
    }

    private static String start(Connection connection, String repository) throws IOException {
        return path(connection
                .call("POST", "/v2/" + repository + "/blobs/uploads/", "", ByteBuffer.allocate(0))
                .expect(202)
                .header("location"));
    }

    private static String path(String location) {
        return location.replaceFirst("^https?://[^/]*", "");
    }

    private static String withDigest(String location, String digest) {
        return location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
    }
}
