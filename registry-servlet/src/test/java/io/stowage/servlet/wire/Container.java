package io.stowage.servlet.wire;

import jakarta.servlet.Servlet;
import java.io.IOException;

/** A servlet container that serves one servlet on loopback. */
public interface Container extends AutoCloseable {

    /** Sends one request, which asks for the connection to be closed, and answers all that comes back. */
    byte[] talk(byte[] request) throws Exception;

    /** The port on which it listens. */
    int port();

    @Override
    void close() throws IOException;

    /** Starts containers. */
    interface Starter {
        /** Starts a container with a servlet in a context path, which is empty for the root, under a mapping. */
        Container start(Servlet servlet, String contextPath, String mapping) throws Exception;
    }
}
