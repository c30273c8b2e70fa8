package io.stowage.examples.standalone;

import io.stowage.examples.standalone.access.AccessOptions;
import io.stowage.examples.standalone.access.AccessSetup;
import io.stowage.examples.standalone.access.TokenOptions;
import io.stowage.examples.standalone.tls.TlsOptions;
import io.stowage.examples.standalone.tls.Transport;
import io.stowage.registry.Registry;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.ClientCertificateAuthenticator;
import io.stowage.registry.auth.FailedLoginSummaries;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.token.SignedTokens;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stowage serve}: serves a directory until it is told to stop. */
@Command(
        name = "serve",
        description = "Serves a directory as an OCI registry, until SIGTERM or SIGINT.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = ":5000",
            converter = ListenAddress.Converter.class,
            description = "Where to listen: HOST:PORT, [IPV6]:PORT, or :PORT for all interfaces. Port 0 takes a free "
                    + "one and prints it. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ListenAddress listen;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "registry-data",
            description = "Where the data lies; made if it is not there. Default: ./${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Mixin
    private final StorageOptions storageOptions = new StorageOptions();

    @Option(
            names = "--delete",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether clients may delete tags, manifests and blobs. On by default.")
    private boolean delete;

    @Option(
            names = "--sparse",
            negatable = true,
            defaultValue = "false",
            fallbackValue = "true",
            description = "Whether images and indexes are taken whose parts are not all here. Off by default.")
    private boolean sparse;

    @Mixin
    private final CollectorOptions collecting = new CollectorOptions();

    @Mixin
    private final VerificationOptions verifying = new VerificationOptions();

    @Mixin
    private final AccessOptions access = new AccessOptions();

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Mixin
    private final TokenOptions tokens = new TokenOptions();

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "How much is logged to standard error: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LogLevel logLevel;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "The form of all output, ${COMPLETION-CANDIDATES}: json is one object per line, also for "
                    + "a failure to start. "
                    + "Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LogFormat logFormat;

    @Option(
            names = "--access-log",
            description = "Write a line per request to standard output: time, remote address, method, path, status, "
                    + "bytes in and out, duration, user agent.")
    private boolean accessLog;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "Keep the process id in this file while serving.")
    private @Nullable Path pidFile;

    @Option(
            names = "--stop-timeout",
            paramLabel = "SECONDS",
            defaultValue = "25",
            description = "How long running transfers may take to end after the signal to stop. "
                    + "Default: ${DEFAULT-VALUE}")
    private int stopTimeout;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException, InterruptedException {
        if (stopTimeout < 0) {
            throw new ParameterException(spec.commandLine(), "--stop-timeout is negative: " + stopTimeout);
        }
        refuseEmpty("--data", data);
        if (pidFile != null) {
            refuseEmpty("--pid-file", pidFile);
        }
        collecting.check();
        access.check();
        tls.check();
        tokens.check();
        DataDirectory dataDirectory = new DataDirectory(data, storageOptions);
        Logging.configure(logLevel, logFormat, new FileOutputStream(FileDescriptor.err));
        Lines out = new Lines(new FileOutputStream(FileDescriptor.out));

        // What can be known to fail is tried first, before a client can connect.
        PidFile ownPid = pidFile == null ? null : PidFile.prepare(pidFile);
        AccessSetup rights = tokens.withTrusted(access.open(certificateLogins()));
        RegistryServer server = new RegistryServer(
                listen,
                Duration.ofSeconds(stopTimeout),
                accessLog ? Optional.of(new AccessLog(logFormat, out)) : Optional.empty());
        ListenAddress listening = server.listen();
        Path directory = dataDirectory.prepare();
        Transport transport = tls.open(directory);
        FilesystemStorage storage = dataDirectory.open();
        collecting.check(storage);
        Optional<SignedTokens> issuer = tokens.own(directory, rights.wantsTokens());
        Registry registry = rights.with(issuer)
                .applyTo(Registry.builder(storage))
                .allowDeletes(delete)
                .allowSparse(sparse)
                .auditListener(new FailedLoginSummaries(AuditRecord::log))
                .build();
        Ending ending = new Ending(server, registry);
        Runtime.getRuntime().addShutdownHook(new Thread(ending, "stop"));

        server.serve(registry, issuer, transport);
        StaleUploads.watch(registry, collecting.settings().uploadExpiry());
        collecting.interval().ifPresent(interval -> {
            CollectorSchedule schedule = new CollectorSchedule(
                    registry.garbageCollector(collecting.settings()),
                    collecting.settings().grace(),
                    interval);
            ending.alsoStop(schedule::stop);
            schedule.start();
        });
        verifying.schedule(registry).ifPresent(schedule -> {
            ending.alsoStop(schedule::stop);
            schedule.start();
        });
        HealthWatch.watch(registry);
        if (ownPid != null) {
            ownPid.write();
            ending.alsoRemove(ownPid);
        }
        Greeting greeting = new Greeting(listening, directory, transport, rights.note());
        out.write(
                switch (logFormat) {
                    case TEXT -> greeting.text();
                    case JSON -> greeting.json();
                });
        server.awaitEnd();
        return CommandLine.ExitCode.OK;
    }

    private List<Authenticator> certificateLogins() {
        return tls.asksForClientCertificates()
                ? List.of(ClientCertificateAuthenticator.bySubjectCommonName())
                : List.of();
    }

    // The empty path is the current directory, which nobody means who sets a variable to nothing.
    private void refuseEmpty(String option, Path value) {
        if (value.toString().isEmpty()) {
            throw new ParameterException(spec.commandLine(), option + " is empty");
        }
    }
}
