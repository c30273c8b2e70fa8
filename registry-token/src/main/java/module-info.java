/** Docker's token flow: {@link io.stowage.token.SignedTokens} of a registry itself. */
module io.stowage.token {
    requires transitive io.stowage.registry;
    requires com.google.common;
    requires com.nimbusds.jose.jwt;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.stowage.token;
}
