import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import javax.net.ssl.SSLException;

/**
 * Pushes an image that has one file, or pulls an image into a tarball, and prints its digest:
 * {@code JibClient push|pull IMAGE FILE [USER PASSWORD]}. FILE is what goes into the image, or the tarball.
 */
final class JibClient {
    /** In a field, since the log manager would forget it. */
    private static final Logger TRANSPORT = Logger.getLogger("com.google.api.client.http.HttpTransport");

    private JibClient() {}

    public static void main(String[] args) throws Exception {
        giveUpWithoutTrust();
        RegistryImage image = RegistryImage.named(args[1]);
        if (args.length > 3) {
            image.addCredential(args[3], args[4]);
        }
        Path file = Path.of(args[2]);
        JibContainer done = switch (args[0]) {
            case "push" -> Jib.fromScratch()
                    .addLayer(List.of(file), AbsoluteUnixPath.get("/"))
                    .containerize(withoutCaches(Containerizer.to(image)));
            case "pull" -> Jib.from(image)
                    .containerize(withoutCaches(Containerizer.to(TarImage.at(file).named("pulled"))));
            default -> throw new IllegalArgumentException(args[0]);
        };
        System.out.println(done.getDigest());
        System.exit(0); // not waiting for idle threads of its pools
    }

    /** Ends when a certificate is refused. Jib repeats such requests, in vain, for a minute before it says why. */
    private static void giveUpWithoutTrust() {
        TRANSPORT.setLevel(Level.CONFIG); // above it the transport does not speak of failed requests
        TRANSPORT.addHandler(new StreamHandler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getThrown() instanceof SSLException refused) {
                    System.err.println(refused);
                    Runtime.getRuntime().halt(1);
                }
            }
        });
    }

    /** Caches that are empty, so that everything really comes from the registry. */
    private static Containerizer withoutCaches(Containerizer containerizer) throws Exception {
        return containerizer
                .setBaseImageLayersCache(Files.createTempDirectory("base"))
                .setApplicationLayersCache(Files.createTempDirectory("application"));
    }
}
