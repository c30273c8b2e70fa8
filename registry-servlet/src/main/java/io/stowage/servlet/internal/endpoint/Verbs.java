package io.stowage.servlet.internal.endpoint;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Method;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be done with one resource: an action for each method it allows. */
public final class Verbs {
    private final Map<Method, Action> actions = new EnumMap<>(Method.class);

    Verbs() {}

    /** Allows a method. */
    Verbs on(Method method, Action action) {
        actions.put(method, action);
        return this;
    }

    /** Allows to read, whole or only the head; the exchange leaves the body out. */
    Verbs onRead(Action action) {
        return on(Method.GET, action).on(Method.HEAD, action);
    }

    /**
     * Does what the exchange asks for.
     *
     * @throws RegistryException {@code UNSUPPORTED} with {@code Allow} if the resource has no such method
     */
    public void serve(Exchange exchange) throws IOException {
        Method method = exchange.method();
        if (method == Method.OPTIONS) {
            exchange.setHeader("Allow", allowed());
            exchange.empty(204);
            return;
        }
        Action action = actions.get(method);
        try {
            if (action == null) {
                throw new RegistryException(ErrorCode.UNSUPPORTED, method + " is not allowed here");
            }
            action.serve(exchange);
        } catch (RegistryException e) {
            if (e.status() == 405) {
                actions.remove(method);
                exchange.setHeader("Allow", allowed());
            }
            throw e;
        }
    }

    private String allowed() {
        return actions.keySet().stream().map(Method::name).collect(Collectors.joining(", ")) + ", OPTIONS";
    }

    /** What one method does. */
    @FunctionalInterface
    interface Action {
        /** Answers the exchange. */
        void serve(Exchange exchange) throws IOException;
    }
}
