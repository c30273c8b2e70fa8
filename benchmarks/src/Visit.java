import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client with one connection, which looks at what it is answered. */
final class Visit {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"?next\"?");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Visit(InetSocketAddress address) {
        base = URI.create("http://" + address.getHostString() + ":" + address.getPort());
    }

    /** Asks, and expects a status. */
    HttpResponse<String> call(String method, String path, int expected) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", Shapes.MANIFEST_TYPE)
                .build(), expected);
    }

    /** Puts a manifest, and expects that it is taken. */
    void putManifest(String path, String manifest) throws IOException, InterruptedException {
        call(HttpRequest.newBuilder(base.resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofString(manifest, StandardCharsets.UTF_8))
                .header("Content-Type", Shapes.MANIFEST_TYPE)
                .build(), 201);
    }

    /** Gets one page of a list and says how many entries it has, by a text that each has once. */
    int entries(String path, String perEntry) throws IOException, InterruptedException {
        return count(call("GET", path, 200).body(), perEntry);
    }

    /** Gets a page and all that follow it, and says how many entries they have together. */
    int allEntries(String path, String perEntry) throws IOException, InterruptedException {
        int entries = 0;
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            HttpResponse<String> page = call("GET", next.get(), 200);
            entries += count(page.body(), perEntry);
            Matcher link = NEXT.matcher(page.headers().firstValue("Link").orElse(""));
            next = link.find() ? Optional.of(link.group(1)) : Optional.empty();
        }
        return entries;
    }

    private HttpResponse<String> call(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new IOException(request.method() + " " + request.uri() + " answered " + response.statusCode() + ": "
                    + response.body());
        }
        return response;
    }

    private static int count(String body, String perEntry) {
        int count = 0;
        for (int at = body.indexOf(perEntry); at >= 0; at = body.indexOf(perEntry, at + perEntry.length())) {
            count++;
        }
        return count;
    }
}
