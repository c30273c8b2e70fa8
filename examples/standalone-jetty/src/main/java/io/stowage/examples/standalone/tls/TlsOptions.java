package io.stowage.examples.standalone.tls;

import io.stowage.examples.standalone.StartException;
import io.stowage.examples.standalone.proxy.TrustedProxies;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The flags of {@code stowage serve} that say how clients connect. */
public final class TlsOptions {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve TLS with this certificate, and those of the authorities above it, in PEM form. "
                    + "Exchanged files are taken up within seconds; no connection is dropped.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The key of the certificate in PEM form, not encrypted: RSA, EC or Ed25519.")
    private @Nullable Path key;

    @Option(
            names = "--tls-self-signed",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Serve TLS with a certificate for these names and addresses, from an authority of its own that "
                            + "is kept in the data directory. Says how clients come to trust it.")
    private @Nullable List<String> selfSigned;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description =
                    "Ask clients for a certificate of one of these authorities. Its common name is that of a user; "
                            + "none is taken for an answer, a wrong one is not.")
    private @Nullable Path clientCa;

    @Option(
            names = "--tls-min-version",
            paramLabel = "VERSION",
            converter = VersionConverter.class,
            description = "The oldest version of TLS to speak, TLSv1.2 or TLSv1.3. Default: TLSv1.2")
    private @Nullable TlsVersion minimum;

    @Option(
            names = "--tls-ciphers",
            paramLabel = "SUITE",
            split = ",",
            description =
                    "The cipher suites to speak, in this order, such as TLS_AES_256_GCM_SHA384. Default: the safe "
                            + "ones that Java has")
    private @Nullable List<String> ciphers;

    @Option(
            names = "--http2",
            negatable = true,
            description =
                    "Whether to speak HTTP/2 too: over TLS where the client wants it, without TLS where it begins "
                            + "with it (h2c), as some proxies do. On by default with TLS, off without.")
    private @Nullable Boolean http2;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "ADDRESS",
            split = ",",
            converter = ProxyConverter.class,
            description = "Believe the X-Forwarded-* and Forwarded headers of these proxies, given as addresses or "
                    + "networks (10.0.0.0/8): for the client's address, scheme and host.")
    private @Nullable List<TrustedProxies.Network> trustedProxies;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Refuses flags that cannot go together, with a {@link ParameterException}. */
    public void check() {
        boolean files = certificate != null || key != null;
        if ((certificate == null) != (key == null)) {
            throw refused("--tls-certificate and --tls-key go together");
        }
        if (files && selfSigned != null) {
            throw refused("--tls-self-signed makes a certificate of its own, it does not go with --tls-certificate");
        }
        if (!files && selfSigned == null) {
            for (String option : List.of("--tls-client-ca", "--tls-min-version", "--tls-ciphers")) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw refused(option + " needs --tls-certificate and --tls-key, or --tls-self-signed");
                }
            }
        }
        refuseEmpty("--tls-certificate", certificate);
        refuseEmpty("--tls-key", key);
        refuseEmpty("--tls-client-ca", clientCa);
        if (ciphers != null && ciphers.stream().anyMatch(String::isBlank)) {
            throw refused("--tls-ciphers holds an empty name");
        }
        if (selfSigned != null) {
            names(selfSigned);
        }
    }

    /** Whether clients are asked for certificates. */
    public boolean asksForClientCertificates() {
        return clientCa != null;
    }

    /**
     * What the flags say, once they are checked.
     *
     * @param data the data directory, where a certificate of our own is kept
     * @throws StartException if a file cannot be used
     */
    public Transport open(Path data) throws StartException {
        TrustedProxies proxies = new TrustedProxies(trustedProxies == null ? List.of() : trustedProxies);
        TlsLimits limits =
                new TlsLimits(minimum == null ? TlsVersion.TLS_1_2 : minimum, ciphers == null ? List.of() : ciphers);
        Clock clock = Clock.systemUTC();
        if (selfSigned != null) {
            SelfSigned own = SelfSigned.open(data, names(selfSigned), clock);
            ServerTls tls = new ServerTls(
                    own.files(Optional.ofNullable(clientCa)), limits, own::renewWhileServing, BETWEEN_LOOKS, clock);
            return transport(Optional.of(tls), proxies, Optional.of(own));
        }
        if (certificate != null && key != null) {
            CertificateFiles files = new CertificateFiles(certificate, key, Optional.ofNullable(clientCa));
            ServerTls tls = new ServerTls(files, limits, () -> {}, BETWEEN_LOOKS, clock);
            return transport(Optional.of(tls), proxies, Optional.empty());
        }
        return transport(Optional.empty(), proxies, Optional.empty());
    }

    private Transport transport(Optional<ServerTls> tls, TrustedProxies proxies, Optional<SelfSigned> own) {
        boolean both = http2 == null ? tls.isPresent() : http2;
        List<String> facts = new ArrayList<>();
        tls.ifPresent(on -> facts.add(
                own.isPresent() ? "TLS with a certificate of its own" : "TLS with the certificate " + certificate));
        tls.ifPresent(on -> facts.add("until " + on.identity().end()));
        if (clientCa != null) {
            facts.add("client certificates of " + clientCa);
        }
        if (both) {
            facts.add(tls.isPresent() ? "HTTP/2" : "HTTP/2 without TLS");
        }
        if (!proxies.isEmpty()) {
            facts.add("behind proxies at " + proxies);
        }
        return new Transport(
                tls,
                both,
                proxies,
                new Announcement(
                        own.map(made -> made.names().forOthers().get(0)),
                        facts,
                        own.map(SelfSigned::authorityCertificate),
                        own.map(made -> made.names().forOthers()).orElse(List.of())));
    }

    private ServerNames names(List<String> texts) {
        try {
            return ServerNames.parse(texts);
        } catch (IllegalArgumentException e) {
            throw refused("--tls-self-signed: " + e.getMessage());
        }
    }

    private void refuseEmpty(String option, @Nullable Path value) {
        if (value != null && value.toString().isEmpty()) {
            throw refused(option + " is empty");
        }
    }

    private ParameterException refused(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }

    static final class VersionConverter implements ITypeConverter<TlsVersion> {
        @Override
        public TlsVersion convert(String text) {
            try {
                return TlsVersion.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class ProxyConverter implements ITypeConverter<TrustedProxies.Network> {
        @Override
        public TrustedProxies.Network convert(String text) {
            try {
                return TrustedProxies.Network.parse(text.strip());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
