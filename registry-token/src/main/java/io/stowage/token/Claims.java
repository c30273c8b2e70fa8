package io.stowage.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.Scopes;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token taken apart, of which nothing is believed before its signature was verified:
 *
 * <pre>{@code
 * {"iss": "stowage", "sub": "alice", "aud": "stowage", "exp": 1764000300, "nbf": 1764000000, "iat": 1764000000,
 *  "jti": "b4x…", "access": [{"type": "repository", "name": "team/app", "actions": ["pull", "push"]}]}
 * }</pre>
 *
 * @param token with its header and signature
 * @param set the claims
 */
record Claims(JWSObject token, JWTClaimsSet set) {
    /** In characters. Longer ones do not get through most servers as a header. */
    static final int LONGEST = 32 << 10;

    private static final String ACCESS = "access";
    private static final List<String> TIMES = List.of("exp", "nbf", "iat");

    /** The end of the year 9999, in seconds. */
    private static final double LATEST = 253_402_300_799.0;

    /**
     * Takes a token apart. nimbus sees to the form: three parts, an algorithm (for {@code none} is no signature), JSON
     * without the same claim twice and not too deep.
     */
    static Claims parse(String text) throws BadTokenException {
        if (text.length() > LONGEST) {
            throw new BadTokenException("the token has more than " + LONGEST + " characters");
        }
        try {
            JWSObject token = JWSObject.parse(text);
            Map<String, Object> claims = token.getPayload().toJSONObject();
            if (claims == null) {
                throw new BadTokenException("the token cannot be read");
            }
            checkHeader(token.getHeader());
            checkTimes(claims);
            return new Claims(token, JWTClaimsSet.parse(claims));
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            throw new BadTokenException("the token cannot be read");
        }
    }

    // RFC 7515 section 4.1.11: what must be understood, and we understand none of it. b64 means nothing outside crit.
    private static void checkHeader(JWSHeader header) throws BadTokenException {
        if (header.getCriticalParams() != null || header.getIncludedParams().contains("crit")) {
            throw new BadTokenException("the token has critical headers, none of which is known here");
        }
        if (!header.isBase64URLEncodePayload()) {
            throw new BadTokenException("the token cannot be read");
        }
    }

    // nimbus takes the low bits of a number that is too large, so that "not before" the end of time would be long ago.
    private static void checkTimes(Map<String, Object> claims) throws BadTokenException {
        for (String name : TIMES) {
            if (claims.get(name) instanceof Number seconds && !(Math.abs(seconds.doubleValue()) <= LATEST)) {
                throw new BadTokenException("the token has a time in " + name + " that no clock shows");
            }
        }
    }

    boolean isFrom(String issuer) {
        return issuer.equals(set.getIssuer());
    }

    /** Whose the token is; empty for the anonymous caller's. */
    String subject() {
        return Optional.ofNullable(set.getSubject()).orElse("");
    }

    Optional<Instant> issuedAt() {
        return Optional.ofNullable(set.getIssueTime()).map(Date::toInstant);
    }

    /** When the token ends, which every token must say. */
    Instant expiry() throws BadTokenException {
        return Optional.ofNullable(set.getExpirationTime())
                .map(Date::toInstant)
                .orElseThrow(() -> new BadTokenException("the token does not say when it expires"));
    }

    void checkAudience(String service) throws BadTokenException {
        if (!set.getAudience().contains(service)) {
            throw new BadTokenException("the token is for another service");
        }
    }

    void checkTime(Instant now, Duration skew) throws BadTokenException {
        if (!now.isBefore(expiry().plus(skew))) {
            throw new BadTokenException("the token has expired");
        }
        Date notBefore = set.getNotBeforeTime();
        if (notBefore != null && now.plus(skew).isBefore(notBefore.toInstant())) {
            throw new BadTokenException("the token is not good yet");
        }
    }

    /** The strings of a claim that is a list; what is none is left out. */
    Set<String> strings(String claim) {
        return strings(set.getClaim(claim));
    }

    private static Set<String> strings(@Nullable Object claim) {
        Set<String> strings = new LinkedHashSet<>();
        if (claim instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof String string) {
                    strings.add(string);
                }
            }
        }
        return strings;
    }

    /** What the token is good for. What is not known here gives nothing. */
    Set<Permission> access() {
        Set<Permission> permissions = new LinkedHashSet<>();
        if (set.getClaim(ACCESS) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> fields
                        && fields.get("type") instanceof String type
                        && fields.get("name") instanceof String name) {
                    permissions.addAll(Scopes.permissions(type, name, strings(fields.get("actions"))));
                }
            }
        }
        return permissions;
    }

    /** The other way round: the claim for what a token shall be good for. */
    static Map<String, Object> accessClaim(Set<Permission> access) {
        List<Map<String, Object>> entries = new ArrayList<>();
        Scopes.byRepository(access)
                .forEach((repository, actions) -> entries.add(entry(
                        "repository",
                        repository.toString(),
                        actions.stream().map(Object::toString).toList())));
        if (access.contains(new Permission.Catalog())) {
            entries.add(entry("registry", "catalog", List.of("*")));
        }
        return Map.of(ACCESS, entries);
    }

    private static Map<String, Object> entry(String type, String name, List<String> actions) {
        return Map.of("type", type, "name", name, "actions", actions);
    }
}
