package io.stowage.token;

import static java.util.Objects.requireNonNull;

import com.google.common.io.BaseEncoding;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Authority;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.TokenGrant;
import io.stowage.registry.auth.TokenIssuer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that this registry gives out and takes back: JWTs of Docker's token specification, signed with ES256 or EdDSA.
 *
 * <pre>{@code
 * SignedTokens tokens = SignedTokens.builder(TokenKeyDirectory.open(directory)).build();
 * Registry registry = Registry.builder(storage)
 *         .authenticators(passwords, tokens)
 *         .accessPolicy(AccessPolicies.anonymousPull())
 *         .build();
 * // RegistryServlet at /v2/*, TokenServlet(registry, tokens) at /token
 * }</pre>
 *
 * <p>A token says who its caller is, in which of the groups that the policy asks about, and what it is for. The policy is
 * asked again at each use; to take a right from it ends that right for tokens that are out.
 *
 * <p>Safe for use by many threads. Instances that share keys and have the same service take each other's tokens. A token
 * of another issuer is left to other authenticators.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">Docker registry token implementation</a>
 */
public final class SignedTokens implements TokenIssuer, Authenticator {
    /** How long a token is good if nothing else is said. */
    public static final Duration USUAL_LIFETIME = Duration.ofMinutes(5);

    private static final String GROUPS = "stowage_groups";
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final TokenKeys keys;
    private final String service;
    private final String issuer;
    private final String realm;
    private final Duration lifetime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final VerifiedTokens<String> verified = new VerifiedTokens<>();

    private SignedTokens(Builder builder) {
        keys = builder.keys;
        service = builder.service;
        issuer = builder.service;
        realm = builder.realm;
        lifetime = builder.lifetime;
        clock = builder.clock;
    }

    /** Begins with the keys; the rest has defaults. */
    public static Builder builder(TokenKeys keys) {
        return new Builder(keys);
    }

    @Override
    public Token issue(TokenGrant grant) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", grant.caller());
        claims.put("aud", service);
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("nbf", now.getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("jti", newId());
        claims.putAll(Claims.accessClaim(grant.access()));
        if (!grant.groups().isEmpty()) {
            claims.put(GROUPS, new ArrayList<>(grant.groups()));
        }
        return new Token(keys.signing().sign(claims), now, lifetime);
    }

    private String newId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return BaseEncoding.base64Url().omitPadding().encode(id);
    }

    @Override
    public String service() {
        return service;
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
        Optional<VerifiedTokens.Verified<String>> known = verified.find(bearer.token(), now);
        if (known.isPresent() && keys.find(known.get().key()).isPresent()) {
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

    // What costs little comes first, the signature last. Until then all of it may be made up.
    private Caller verify(String text, Claims claims, Instant now) throws BadTokenException, IOException {
        claims.checkAudience(service);
        claims.checkTime(now, SKEW);
        Instant end = claims.expiry();
        Instant issued = claims.issuedAt().orElse(Instant.MIN);
        if (issued.isAfter(now.plus(SKEW)) || end.isAfter(issued.plus(TokenKeys.MAX_LIFETIME))) {
            throw new BadTokenException("the token is not one of ours");
        }
        String id = Optional.ofNullable(claims.token().getHeader().getKeyID()).orElse("");
        SigningKey key =
                keys.find(id).orElseThrow(() -> new BadTokenException("the token is signed with an unknown key"));
        if (!key.verifies(claims.token())) {
            throw new BadTokenException("the token's signature is wrong");
        }
        Caller caller = caller(claims);
        verified.remember(text, new VerifiedTokens.Verified<>(caller, id, end.plus(SKEW)));
        return caller;
    }

    private static Caller caller(Claims claims) {
        Caller caller =
                claims.subject().isEmpty() ? Caller.ANONYMOUS : Caller.user(claims.subject(), claims.strings(GROUPS));
        return caller.with(new Authority.ScopedToken(claims.access()));
    }

    /** Collects what the tokens need. */
    public static final class Builder {
        private final TokenKeys keys;
        private String service = "stowage";
        private String realm = "/token";
        private Duration lifetime = USUAL_LIFETIME;
        private Clock clock = Clock.systemUTC();

        private Builder(TokenKeys keys) {
            this.keys = requireNonNull(keys, "keys is null");
        }

        /**
         * Sets the name of this registry, for which alone the tokens are good; {@code stowage} if not called. It needs
         * not be the host's, which may have several.
         */
        public Builder service(String service) {
            this.service = requireNonNull(service, "service is null");
            return this;
        }

        /**
         * Sets where clients get tokens: a URL, or an absolute path on the host that the client asked; {@code /token} if
         * not called.
         */
        public Builder realm(String realm) {
            this.realm = requireNonNull(realm, "realm is null");
            return this;
        }

        /**
         * Sets how long a token is good, from a minute (clients take anything less for a minute) to an hour; five minutes
         * if not called.
         *
         * @throws IllegalArgumentException if it is shorter or longer
         */
        public Builder lifetime(Duration lifetime) {
            if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(TokenKeys.MAX_LIFETIME) > 0) {
                throw new IllegalArgumentException(
                        "the lifetime of a token is not between a minute and an hour: " + lifetime);
            }
            this.lifetime = lifetime;
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
         * @throws IllegalArgumentException if service or realm cannot stand in a challenge
         */
        public SignedTokens build() {
            SignedTokens tokens = new SignedTokens(this);
            tokens.challenge();
            return tokens;
        }
    }
}
