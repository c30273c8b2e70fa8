package io.stowage.token;

import com.nimbusds.jose.JWSHeader;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The public keys of somebody who is trusted, as they were read. Immutable.
 *
 * @param named keys by the names that tokens use for them
 * @param unnamed keys that a token may use a name for that is not known here
 * @param certificates those that came with the keys: a chain that a token brings may be one of these or lead to one
 */
record KeySet(Map<String, TrustedKey> named, List<TrustedKey> unnamed, List<X509Certificate> certificates) {
    /** More would make it costly to find out that a token is of none. */
    static final int MOST = 32;

    KeySet {
        named = Map.copyOf(named);
        unnamed = List.copyOf(unnamed);
        certificates = List.copyOf(certificates);
        if (named.isEmpty() && unnamed.isEmpty()) {
            throw new IllegalArgumentException("there is no key that could sign tokens");
        }
    }

    static KeySet of(Collection<TrustedKey> keys) {
        return new KeySet(Map.of(), List.copyOf(keys), List.of());
    }

    /** The keys that may have signed a token, if one of this set has: a name is no more than a hint. */
    List<TrustedKey> candidates(JWSHeader header) {
        String name = header.getKeyID();
        if (name == null) {
            List<TrustedKey> all = new ArrayList<>(unnamed);
            named.values().stream().filter(key -> !all.contains(key)).forEach(all::add);
            return all;
        }
        return Optional.ofNullable(named.get(name)).map(List::of).orElse(unnamed);
    }

    /** Whether what once verified a token, a key or the certificate at the end of a chain, is still here. */
    boolean holds(Object voucher) {
        return unnamed.contains(voucher) || named.containsValue(voucher) || certificates.contains(voucher);
    }
}
