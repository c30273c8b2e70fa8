/**
 * Docker's token flow: {@link io.stowage.token.SignedTokens} of a registry itself, and
 * {@link io.stowage.token.TrustedTokens} of another server.
 */
module io.stowage.token {
    requires transitive io.stowage.registry;
    requires com.google.common;
    requires com.nimbusds.jose.jwt;
    requires java.net.http;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.stowage.token;
}
