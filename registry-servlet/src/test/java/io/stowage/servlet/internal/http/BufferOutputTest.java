package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.servlet.wire.Container;
import io.stowage.servlet.wire.JettyContainer;
import io.stowage.servlet.wire.SocketTalk;
import io.stowage.servlet.wire.TomcatContainer;
import io.stowage.servlet.wire.UndertowContainer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The fast way of a container is found, and takes buffers as they are. */
class BufferOutputTest {

    @Test
    void jettyTakesBuffers() throws Exception {
        assertEquals("a buffer", bodyFrom(JettyContainer::start));
    }

    @Test
    void tomcatTakesBuffers() throws Exception {
        assertEquals("a buffer", bodyFrom(TomcatContainer::start));
    }

    @Test
    void undertowTakesBuffers() throws Exception {
        assertEquals("a buffer", bodyFrom(UndertowContainer::start));
    }

    @Test
    void aFiltersOutputDoesNot() {
        assertEquals(Optional.empty(), BufferOutput.of(new Plain()));
    }

    private static String bodyFrom(Container.Starter starter) throws Exception {
        try (Container container = starter.start(new Probe(), "", "/*");
                SocketTalk talk = new SocketTalk(container.port())) {
            talk.send("GET / HTTP/1.1\nHost: registry\nConnection: close\n\n");
            return talk.readAnswer(false).text();
        }
    }

    private static final class Probe extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ServletOutputStream out = response.getOutputStream();
            Optional<BufferOutput> buffers = BufferOutput.of(out);
            String text = buffers.isPresent() ? "a buffer" : "no way";
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            response.setContentLength(bytes.length);
            if (buffers.isPresent()) {
                ByteBuffer direct = ByteBuffer.allocateDirect(100).put(bytes).flip();
                buffers.get().write(direct);
            } else {
                out.write(bytes);
            }
        }
    }

    private static final class Plain extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }
    }
}
