package io.stowage.examples.standalone.tls;

import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stowage certificate}: makes the certificate of a server, or says how to trust its authority. */
@Command(
        name = "certificate",
        description =
                "Makes a certificate for a server of these names, signed by a local authority: ca.crt, tls.crt and "
                        + "tls.key, as kubectl and other programs take them. Says how clients come to trust the authority.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class CertificateCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "The names and addresses by which clients know the server; with --trust also a port.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> names;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the files go. Default: the current directory")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--ca-certificate",
            paramLabel = "FILE",
            description = "Sign with this authority instead of a new one, such as the ca.crt of an earlier run.")
    private @Nullable Path caCertificate;

    @Option(
            names = "--ca-key",
            paramLabel = "FILE",
            description = "The authority's key, such as the ca.key of an earlier run.")
    private @Nullable Path caKey;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Option(
            names = "--trust",
            paramLabel = "CA",
            description = "Make nothing, but say how to trust this authority's certificate.")
    private @Nullable Path trust;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        PrintWriter printer = spec.commandLine().getOut();
        if (trust != null) {
            List<String> servers = names.stream().map(this::server).toList();
            PemFile.read("CA certificate", trust).certificates();
            printer.print(new TrustInstructions(trust.toAbsolutePath().normalize(), servers).text());
            printer.flush();
            return CommandLine.ExitCode.OK;
        }
        if ((caCertificate == null) != (caKey == null)) {
            throw new ParameterException(spec.commandLine(), "--ca-certificate and --ca-key go together");
        }
        ServerNames wanted = parse(names);
        try {
            write(wanted, printer);
        } catch (IOException e) {
            throw new StartException("cannot write to " + out + ": " + Reason.of(e), e);
        }
        return CommandLine.ExitCode.OK;
    }

    private void write(ServerNames wanted, PrintWriter printer) throws StartException, IOException {
        Path directory = out.toAbsolutePath().normalize();
        CertificateMaker maker = new CertificateMaker(Clock.systemUTC(), new SecureRandom());
        Path signer = caCertificate;
        Identity authority = signer != null && caKey != null ? given(signer, caKey) : maker.authority();
        boolean given = signer != null;
        Path ca = directory.resolve("ca.crt");
        Path key = directory.resolve("tls.key");
        Path certificate = directory.resolve("tls.crt");
        boolean caIsThere = signer != null && Files.exists(ca) && Files.isSameFile(ca, signer);
        if (!force) {
            for (Path file : List.of(ca, directory.resolve("ca.key"), certificate, key)) {
                boolean written =
                        file.equals(certificate) || file.equals(key) || (file.equals(ca) ? !caIsThere : !given);
                if (written && Files.exists(file)) {
                    throw new StartException(file + " is there already; --force replaces it"
                            + (given ? "" : ", --ca-certificate and --ca-key keep an authority"));
                }
            }
        }
        Identity server;
        try {
            server = maker.server(authority, wanted, CertificateMaker.LONGEST_LEAF);
        } catch (GeneralSecurityException e) {
            throw new StartException("cannot sign with " + caKey + ": " + e.getMessage(), e);
        }

        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        if (!given) {
            put(directory.resolve("ca.key"), PemText.of(authority.key()), true);
        }
        if (!caIsThere) {
            put(ca, PemText.of(authority.chain()), false);
        }
        put(key, PemText.of(server.key()), true);
        put(certificate, PemText.of(server.chain()), false);
        report(directory, server, given, printer);
    }

    private void put(Path file, byte[] content, boolean secret) throws IOException {
        var permissions = secret ? Publishing.OWNER_ONLY : Publishing.FOR_ALL;
        if (force) {
            Publishing.replace(file, content, permissions);
        } else {
            Publishing.ifAbsent(file, content, permissions);
        }
    }

    private void report(Path directory, Identity server, boolean given, PrintWriter printer) {
        String where = directory.toString();
        printer.println("Made in " + where + ":");
        if (!given) {
            printer.println(
                    "  ca.key   the authority's key: keep it secret, or delete it if no certificate is to follow");
        }
        printer.println("  ca.crt   the authority, for clients");
        printer.println("  tls.crt  the server's certificate and the authority, until " + server.end());
        printer.println("  tls.key  the server's key");
        printer.println();
        printer.println("For Kubernetes");
        printer.println("  kubectl create secret tls stowage-tls --cert="
                + TrustInstructions.quoted(where + "/tls.crt") + " --key="
                + TrustInstructions.quoted(where + "/tls.key"));
        printer.println();
        printer.println("For the launcher");
        printer.println("  stowage serve --tls-certificate " + TrustInstructions.quoted(where + "/tls.crt")
                + " --tls-key " + TrustInstructions.quoted(where + "/tls.key"));
        printer.println();
        printer.println("How clients come to trust it (a port belongs to the name, unless it is 443)");
        printer.println("  stowage certificate --trust " + TrustInstructions.quoted(where + "/ca.crt") + " "
                + String.join(" ", names.stream().map(this::server).toList()));
        printer.flush();
    }

    private static Identity given(Path certificate, Path key) throws StartException {
        Identity authority =
                new CertificateFiles(certificate, key, Optional.empty()).read().identity();
        if (authority.leaf().getBasicConstraints() < 0) {
            throw new StartException("cannot sign with " + certificate + ": it is not the certificate of an authority");
        }
        return authority;
    }

    /** A name, an address, or one of these with a port. */
    private String server(String text) {
        Matcher parts = Pattern.compile("(.*?)(:[0-9]{1,5})?").matcher(text);
        boolean port =
                parts.matches() && parts.group(2) != null && parts.group(1).matches("\\[.*]|[^:]*");
        String bare = port ? parts.group(1) : text;
        String name = parse(List.of(bare)).names().get(0);
        return TrustInstructions.server(name, 443) + (port ? parts.group(2) : "");
    }

    private ServerNames parse(List<String> texts) {
        try {
            return ServerNames.parse(texts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
