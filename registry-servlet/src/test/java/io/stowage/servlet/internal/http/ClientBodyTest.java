package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientBodyTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void anEndBeforeTheAnnouncedLengthIsABrokenConnection() throws IOException {
        ClientBody body = new ClientBody(new Sent(3, false), 5);
        assertEquals(3, body.readNBytes(3).length);
        assertThrows(BrokenConnectionException.class, body::read);
    }

    @Test
    void whatStillComesIsThrownAway() throws IOException {
        Sent sent = new Sent(1_000_000, false);
        ClientBody body = new ClientBody(sent, 1_000_000);
        assertEquals(10, body.readNBytes(10).length);

        body.drain(LONG);

        assertEquals(0, sent.left);
        assertEquals(0, body.unread());
    }

    @Test
    void aClientThatStopsIsNotWaitedFor() {
        Sent sent = new Sent(1_000, false);

        new ClientBody(sent, 2_000).drain(LONG);

        assertEquals(0, sent.left);
    }

    @Test
    void aClientThatIsSilentIsWaitedForNoLongerThanTheTime() {
        Sent sent = new Sent(0, true);

        new ClientBody(sent, 1_000).drain(Duration.ofMillis(20)); // returns

        assertTrue(sent.asked > 0);
    }

    @Test
    void aClientThatLeftIsNoTrouble() {
        ServletInputStream gone = new Sent(10, false) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };

        new ClientBody(gone, 1_000).drain(LONG); // returns
    }

    /** Some bytes that came, and then the end of the connection or silence. */
    private static class Sent extends ServletInputStream {
        private final boolean silentAfterwards;
        private int left;
        private int asked;

        Sent(int count, boolean silentAfterwards) {
            this.left = count;
            this.silentAfterwards = silentAfterwards;
        }

        @Override
        public int available() {
            asked++;
            // a container tells so of an end: there is something to read, namely that
            return left == 0 && !silentAfterwards ? 1 : left;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                if (silentAfterwards) {
                    throw new AssertionError("a read would wait");
                }
                return -1;
            }
            int count = Math.min(left, length);
            left -= count;
            return count;
        }

        @Override
        public boolean isFinished() {
            return left == 0 && !silentAfterwards;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
