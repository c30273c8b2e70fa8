import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Small images: a config and three layers of 4, 20 and 100 KiB that no server has seen, and a manifest by tag. */
final class Images {
    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";
    private static final int[] SIZES = {1500, 4 << 10, 20 << 10, 100 << 10};

    /** How a client sends a blob. */
    enum Style {
        /** HEAD, POST, PUT with the body; HEAD before the manifest. */
        CONTAINERD,
        /** HEAD, POST, PATCH with a chunked body, PUT, HEAD. */
        DOCKER
    }

    private Images() {}

    static void push(Connection connection, String repository, String tag, Style style) throws IOException {
        List<Content> blobs = new ArrayList<>();
        for (int size : SIZES) {
            Content blob = Content.fresh(size);
            pushBlob(connection, repository, blob, style);
            blobs.add(blob);
        }
        String path = "/v2/" + repository + "/manifests/" + tag;
        if (style == Style.CONTAINERD) {
            connection
                    .call("HEAD", path, "Accept: " + MANIFEST_TYPE + ", */*\r\n")
                    .expect(404);
        }
        connection
                .call("PUT", path, "Content-Type: " + MANIFEST_TYPE + "\r\n", manifest(blobs))
                .expect(201);
    }

    private static void pushBlob(Connection connection, String repository, Content blob, Style style)
            throws IOException {
        String path = Blobs.blobPath(repository, blob.digest());
        connection.call("HEAD", path, "").expect(404);
        if (style == Style.CONTAINERD) {
            Blobs.put(connection, repository, blob);
        } else {
            Blobs.patch(connection, repository, blob);
            connection.call("HEAD", path, "").expect(200);
        }
    }

    private static ByteBuffer manifest(List<Content> blobs) {
        String layers =
                blobs.stream().skip(1).map(blob -> descriptor(LAYER_TYPE, blob)).collect(Collectors.joining(","));
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"config\":"
                + descriptor(CONFIG_TYPE, blobs.get(0)) + ",\"layers\":[" + layers + "]}";
        return ByteBuffer.wrap(json.getBytes(StandardCharsets.US_ASCII));
    }

    private static String descriptor(String type, Content blob) {
        return "{\"mediaType\":\"" + type + "\",\"size\":" + blob.size() + ",\"digest\":\"" + blob.digest() + "\"}";
    }
}
