package io.stowage.examples.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.RateControl;
import org.junit.jupiter.api.Test;

class LateFramesTest {
    private final RateControl control = new LateFrames.Factory().newRateControl(new ByteArrayEndPoint());

    @Test
    void whatHonestClientsSendLateIsNotLimited() {
        assertTrue(allowed(new DataFrame(1, ByteBuffer.wrap(new byte[1]), false)));
        assertTrue(allowed(new WindowUpdateFrame(1, 4096)));
    }

    @Test
    void whatCostsTheSenderNothingIs() {
        assertFalse(allowed(new DataFrame(1, ByteBuffer.allocate(0), false)));
    }

    @Test
    void whatIsOfNoUseIs() {
        assertFalse(allowed(new WindowUpdateFrame(1, 0)));
        assertFalse(allowed(new PingFrame(false)));
    }

    private boolean allowed(Object frame) {
        return IntStream.range(0, 10_000).allMatch(i -> control.onEvent(frame));
    }
}
