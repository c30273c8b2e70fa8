package io.stowage.examples.standalone.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program by which most certificates are made, in a directory of its own. */
record Openssl(Path directory) {

    /** Runs it, words separated by blanks; answers what it said. */
    String run(String arguments) throws IOException, InterruptedException {
        return run(List.of(arguments.split(" ")));
    }

    String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " failed: " + said);
        }
        return said;
    }

    /** A certificate for localhost and 127.0.0.1 that signs itself, in NAME.crt, and its key in NAME.key. */
    CertificateFiles selfSigned(String name, String newKey) throws IOException, InterruptedException {
        run("req -x509 -nodes -days 30 -newkey " + newKey + " -keyout " + name + ".key -out " + name + ".crt -subj /CN="
                + name + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1");
        return files(name);
    }

    CertificateFiles files(String name) {
        return new CertificateFiles(
                directory.resolve(name + ".crt"), directory.resolve(name + ".key"), java.util.Optional.empty());
    }
}
