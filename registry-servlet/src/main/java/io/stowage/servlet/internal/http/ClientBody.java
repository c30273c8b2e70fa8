package io.stowage.servlet.internal.http;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The body of a request. Whatever goes wrong in reading it is a {@link BrokenConnectionException}; so is an end before the
 * announced length, which a container or a filter in front might otherwise pass off as the end of the content.
 */
final class ClientBody extends InputStream {
    private static final int PAUSE_MILLIS = 5;

    private final ServletInputStream in;
    private final long announced;
    private long count;

    /**
     * The bytes of a container's stream.
     *
     * @param announced how many there should be, or -1 if the request does not say
     */
    ClientBody(ServletInputStream in, long announced) {
        this.in = in;
        this.announced = announced;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0; // containers would wait for a byte
        }
        int n;
        try {
            n = in.read(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            // Jetty reports a malformed chunk as a RuntimeException.
            throw new BrokenConnectionException("the request body broke off after " + count + " bytes", e);
        }
        if (n > 0) {
            count += n;
        } else if (n < 0 && count < announced) {
            throw new BrokenConnectionException(
                    "the request body has " + count + " bytes, Content-Length says " + announced);
        }
        return n;
    }

    /** How many bytes a container surely has; Tomcat tells of one at most. */
    @Override
    public int available() throws IOException {
        try {
            return Math.max(0, in.available());
        } catch (IOException | RuntimeException e) {
            throw new BrokenConnectionException("the request body broke off after " + count + " bytes", e);
        }
    }

    /** Throws away what comes, until the body ends or breaks off, nothing comes for a moment, or the time is over. */
    void drain(Duration time) {
        byte[] waste = new byte[16 << 10];
        long end = System.nanoTime() + time.toNanos();
        try {
            while (unread() > 0 && System.nanoTime() < end) {
                if (in.available() > 0) {
                    read(waste, 0, waste.length);
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (IOException | RuntimeException e) {
            return; // the client left, as it should
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many bytes were not read yet; the largest number if that cannot be known. */
    long unread() {
        if (announced >= 0) {
            return Math.max(0, announced - count);
        }
        return in.isFinished() ? 0 : Long.MAX_VALUE;
    }
}
