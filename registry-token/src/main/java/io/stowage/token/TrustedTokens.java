package io.stowage.token;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Authority;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens of a server that is trusted to decide who may do what: Harbor, GitLab, docker_auth and their like.
 *
 * <pre>{@code
 * TrustedTokens.builder("gitlab-issuer", "container_registry", "https://gitlab.example.com/jwt/auth")
 *         .pem(Path.of("gitlab-registry.crt"))
 *         .build()
 * }</pre>
 *
 * <p>A token allows what its {@code access} claim says, and the policy of this registry is not asked. Its signature must be
 * of one of the server's keys, with an algorithm on the list; its issuer and service as given; it must say when it ends,
 * and be good by the clock.
 *
 * <p>Keys come from one of these: certificates or public keys in PEM form, of which a chain of certificates that the token
 * brings may be one or lead to one, so the authority that issued such a certificate must issue them for tokens alone; a JWK
 * set in a file; a JWK set at an address. Files are read again when they change, addresses now and then and when a
 * token comes that is of no key known.
 *
 * <p>Safe for use by many threads. A token of another issuer is left to other authenticators.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">Docker registry token implementation</a>
 */
public final class TrustedTokens implements Authenticator {
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private final String issuer;
    private final String service;
    private final String realm;
    private final TrustedKeys keys;
    private final Set<JWSAlgorithm> algorithms;
    private final Duration skew;
    private final Clock clock;
    private final VerifiedTokens<Object> verified = new VerifiedTokens<>();

    private TrustedTokens(Builder builder, TrustedKeys keys) {
        this.issuer = builder.issuer;
        this.service = builder.service;
        this.realm = builder.realm;
        this.keys = keys;
        this.algorithms = builder.algorithms;
        this.skew = builder.skew;
        this.clock = builder.clock;
    }

    /**
     * Begins with what the server's tokens say.
     *
     * @param issuer what they have as {@code iss}
     * @param service what they have as {@code aud}, and the server calls this registry
     * @param realm where clients get them, a URL
     */
    public static Builder builder(String issuer, String service, String realm) {
        return new Builder(issuer, service, realm);
    }

    /**
     * Reads a file in which each block, from its {@code issuer} on, says whose tokens are trusted:
     *
     * <pre>
     * # GitLab
     * issuer     = gitlab-issuer
     * service    = container_registry
     * realm      = https://gitlab.example.com/jwt/auth
     * pem        = gitlab-registry.crt
     * algorithms = RS256
     * skew       = 60
     * </pre>
     *
     * <p>In place of {@code pem} there may be {@code jwks} with a file or an address. Files are named from the directory
     * of this one. The last two lines may be left out; the skew is in seconds.
     *
     * @return one for each block, in their order
     * @throws IOException if this file or one that it names cannot be read or understood; the message names the file, the
     *     line and the value
     */
    public static List<TrustedTokens> read(Path file) throws IOException {
        return TrustFile.read(file);
    }

    @Override
    public Optional<Challenge> challenge() {
        return Optional.of(Challenge.bearer(realm, service));
    }

    @Override
    public Authentication authenticate(LoginAttempt attempt) throws IOException {
        if (!(attempt.credentials() instanceof Credentials.Bearer bearer)) {
            return new Authentication.NotMine();
        }
        Instant now = clock.instant();
        Optional<VerifiedTokens.Verified<Object>> known = verified.find(bearer.token(), now);
        if (known.isPresent() && keys.current().holds(known.get().key())) {
            return new Authentication.Accepted(known.get().caller());
        }
        try {
            Claims claims = Claims.parse(bearer.token());
            return claims.isFrom(issuer)
                    ? new Authentication.Accepted(verify(bearer.token(), claims, now))
                    : new Authentication.NotMine();
        } catch (BadTokenException e) {
            return new Authentication.Rejected("", e.reason());
        }
    }

    private Caller verify(String text, Claims claims, Instant now) throws BadTokenException, IOException {
        claims.checkAudience(service);
        claims.checkTime(now, skew);
        JWSObject token = claims.token();
        if (!algorithms.contains(token.getHeader().getAlgorithm())) {
            throw new BadTokenException("the token is signed with an algorithm that is not allowed");
        }
        Signer signer = signer(token, now);
        Caller caller = claims.subject().isEmpty() ? Caller.ANONYMOUS : Caller.user(claims.subject(), Set.of());
        caller = caller.with(new Authority.TrustedToken(claims.access()));
        Instant end = claims.expiry().plus(skew);
        verified.remember(
                text,
                new VerifiedTokens.Verified<>(
                        caller, signer.voucher(), end.isBefore(signer.end()) ? end : signer.end()));
        return caller;
    }

    /**
     * Who signed a token.
     *
     * @param voucher the key or certificate of ours by which it is trusted
     * @param end when it is trusted no longer
     */
    private record Signer(Object voucher, Instant end) {}

    private Signer signer(JWSObject token, Instant now) throws BadTokenException, IOException {
        KeySet known = keys.current();
        Optional<Signer> signer = signer(token, known, now);
        if (signer.isEmpty()) {
            KeySet newer = keys.afterUnknown();
            signer = newer.equals(known) ? signer : signer(token, newer, now);
        }
        return signer.orElseThrow(
                () -> new BadTokenException("the token is signed by none of the keys for its issuer"));
    }

    private Optional<Signer> signer(JWSObject token, KeySet set, Instant now) throws BadTokenException {
        for (TrustedKey key : set.candidates(token.getHeader())) {
            if (key.verifies(token, algorithms)) {
                return Optional.of(new Signer(key, Instant.MAX));
            }
        }
        if (token.getHeader().getX509CertChain() == null || set.certificates().isEmpty()) {
            return Optional.empty();
        }
        Chains.Verified chain = Chains.verify(token.getHeader().getX509CertChain(), set.certificates(), now);
        return chain.key().verifies(token, algorithms)
                ? Optional.of(new Signer(chain.trusted(), chain.end()))
                : Optional.empty();
    }

    /** Collects what is needed to know the tokens. */
    public static final class Builder {
        private final String issuer;
        private final String service;
        private final String realm;
        private Optional<TrustedKeys> keys = Optional.empty();
        private Set<JWSAlgorithm> algorithms = ALGORITHMS;
        private Duration skew = Duration.ofSeconds(60);
        private Clock clock = Clock.systemUTC();

        private Builder(String issuer, String service, String realm) {
            this.issuer = requireNonNull(issuer, "issuer is null");
            this.service = requireNonNull(service, "service is null");
            this.realm = requireNonNull(realm, "realm is null");
        }

        /**
         * Takes the keys from a file of certificates or public keys in PEM form.
         *
         * @throws IOException if it cannot be read or understood
         */
        public Builder pem(Path file) throws IOException {
            return keys(TrustedKeys.pem(file));
        }

        /**
         * Takes the keys from a file with a JWK set.
         *
         * @throws IOException if it cannot be read or understood
         */
        public Builder jwks(Path file) throws IOException {
            return keys(TrustedKeys.jwks(file));
        }

        /**
         * Takes the keys from an address where a JWK set is. The server needs not be there yet.
         *
         * @throws IllegalArgumentException if it is no {@code https} address, nor an {@code http} address of this machine
         */
        public Builder jwks(URI address) {
            return keys(new JwksAddress(address));
        }

        /**
         * Takes these keys.
         *
         * @throws IllegalArgumentException if one is neither RSA with 2048 bits or more, nor EC, nor Ed25519
         */
        public Builder keys(PublicKey... keys) {
            return keys(TrustedKeys.of(
                    KeySet.of(Arrays.stream(keys).map(TrustedKey::of).toList())));
        }

        private Builder keys(TrustedKeys keys) {
            if (this.keys.isPresent()) {
                throw new IllegalStateException("the keys come from one place alone");
            }
            this.keys = Optional.of(keys);
            return this;
        }

        /**
         * Sets which algorithms are allowed, by their names of RFC 7518 and RFC 8037; if not called RS, PS and ES with 256,
         * 384 and 512, and EdDSA.
         *
         * @throws IllegalArgumentException if one is none of these
         */
        public Builder algorithms(String... names) {
            Set<JWSAlgorithm> wanted = new LinkedHashSet<>();
            for (String name : names) {
                JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
                if (!ALGORITHMS.contains(algorithm)) {
                    throw new IllegalArgumentException("algorithm \"" + name + "\" is none of "
                            + ALGORITHMS.stream()
                                    .map(JWSAlgorithm::getName)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
                }
                wanted.add(algorithm);
            }
            if (wanted.isEmpty()) {
                throw new IllegalArgumentException("no algorithm is allowed");
            }
            this.algorithms = Set.copyOf(wanted);
            return this;
        }

        /**
         * Sets how far the clocks may be apart, up to five minutes; a minute if not called.
         *
         * @throws IllegalArgumentException if it is more, or negative
         */
        public Builder skew(Duration skew) {
            if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
                throw new IllegalArgumentException("the skew is not between nothing and five minutes: " + skew);
            }
            this.skew = skew;
            return this;
        }

        /** Sets the clock; the system's if not called. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock is null");
            return this;
        }

        /**
         * The tokens.
         *
         * @throws IllegalArgumentException if issuer, service or realm is empty, or service or realm cannot stand in a
         *     challenge
         * @throws IllegalStateException if there are no keys
         */
        public TrustedTokens build() {
            if (issuer.isEmpty()) {
                throw new IllegalArgumentException("the issuer is empty");
            }
            TrustedTokens tokens = new TrustedTokens(
                    this, keys.orElseThrow(() -> new IllegalStateException("there are no keys for the tokens")));
            tokens.challenge();
            return tokens;
        }
    }
}
