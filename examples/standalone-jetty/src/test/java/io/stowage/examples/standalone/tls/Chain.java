package io.stowage.examples.standalone.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A root, an authority below it, and a server's certificate below that, made with openssl. */
record Chain(Path root, Path intermediate, CertificateFiles server) {

    static Chain make(Openssl openssl) throws IOException, InterruptedException {
        Path in = openssl.directory();
        Files.writeString(in.resolve("ca.cnf"), "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n");
        Files.writeString(in.resolve("leaf.cnf"), "subjectAltName=DNS:localhost\n");
        openssl.run("req -x509 -nodes -days 30 -newkey ed25519 -keyout root.key -out root.crt -subj /CN=root");
        openssl.run("req -nodes -newkey ed25519 -keyout middle.key -out middle.csr -subj /CN=middle");
        openssl.run("x509 -req -in middle.csr -CA root.crt -CAkey root.key -CAcreateserial -days 30 -out middle.crt"
                + " -extfile ca.cnf");
        openssl.run("req -nodes -newkey ed25519 -keyout leaf.key -out leaf.csr -subj /CN=leaf");
        openssl.run("x509 -req -in leaf.csr -CA middle.crt -CAkey middle.key -CAcreateserial -days 30 -out leaf.crt"
                + " -extfile leaf.cnf");
        Path chain = in.resolve("chain.crt");
        Files.writeString(chain, Files.readString(in.resolve("leaf.crt")) + Files.readString(in.resolve("middle.crt")));
        return new Chain(
                in.resolve("root.crt"),
                in.resolve("middle.crt"),
                new CertificateFiles(chain, in.resolve("leaf.key"), Optional.empty()));
    }
}
