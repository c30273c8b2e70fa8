package io.stowage.servlet.internal.http;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query. Read from the query string and nowhere else: a container's
 * {@code getParameter} may read the body for them, and the body is a blob.
 */
public final class Query {
    private static final Query EMPTY = new Query(Map.of());

    private final Map<String, List<String>> parameters;

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * Parses a query string.
     *
     * @param text the part after the question mark, or null if there is none
     * @throws RegistryException with status 400 if it is not well-formed
     */
    public static Query parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('&', start);
            if (end < 0) {
                end = text.length();
            }
            if (end > start) {
                add(parameters, text.substring(start, end));
            }
            start = end + 1;
        }
        return new Query(parameters);
    }

    private static void add(Map<String, List<String>> parameters, String pair) {
        int equals = pair.indexOf('=');
        try {
            String key = PercentDecoder.query(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : PercentDecoder.query(pair.substring(equals + 1));
            parameters.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(400, ErrorCode.UNSUPPORTED, "the query is malformed: " + e.getMessage());
        }
    }

    /** Every value of a parameter, in the order given. */
    public List<String> all(String key) {
        return parameters.getOrDefault(key, List.of());
    }

    /**
     * The value of a parameter.
     *
     * @throws RegistryException with status 400 if it is given twice with different values: any choice would be a guess
     */
    public Optional<String> one(String key) {
        List<String> values = all(key);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = values.get(0);
        if (values.stream().anyMatch(other -> !other.equals(value))) {
            throw new RegistryException(
                    400, ErrorCode.UNSUPPORTED, "the query gives " + key + " twice, with different values");
        }
        return Optional.of(value);
    }
}
