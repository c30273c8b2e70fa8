package io.stowage.examples.standalone.tls;

import java.time.Duration;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.WindowRateControl;

/**
 * Jetty's limit on frames that are of no use, without those that honest clients send in numbers because they did not
 * know yet that their stream had ended, and for which Jetty would cut the connection with everything else on it:
 * content of an upload that was refused early, of which a whole window may be on its way, and room for the rest of a
 * download that has all been sent, which Go's client announces every few kilobytes that it reads.
 */
record LateFrames(RateControl others) implements RateControl {
    private static final int PER_SECOND = 128; // as Jetty has it

    @Override
    public boolean onEvent(Object event) {
        if (event instanceof DataFrame data && data.remaining() > 0) {
            return true;
        }
        if (event instanceof WindowUpdateFrame room && room.getWindowDelta() > 0) {
            return true;
        }
        return others.onEvent(event);
    }

    /** Gives each connection a limit of its own. */
    static final class Factory implements RateControl.Factory {
        @Override
        public RateControl newRateControl(EndPoint endPoint) {
            return new LateFrames(new WindowRateControl(PER_SECOND, Duration.ofSeconds(1)));
        }
    }
}
