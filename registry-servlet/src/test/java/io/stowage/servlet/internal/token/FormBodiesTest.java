package io.stowage.servlet.internal.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodiesTest {
    private final AtomicLong now = new AtomicLong();
    private final FormBodies forms = new FormBodies(3, 2, now::get);

    @Test
    void waitsForAFewOfOneAddressAndSomeMoreInAll() {
        assertTrue(forms.enter("192.0.2.1"));
        assertTrue(forms.enter("192.0.2.1"));
        assertFalse(forms.enter("192.0.2.1"));
        assertTrue(forms.enter("192.0.2.2"));
        assertFalse(forms.enter("192.0.2.3"));

        forms.leave("192.0.2.1");

        assertTrue(forms.enter("192.0.2.3"));
        assertFalse(forms.enter("192.0.2.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "[2001:db8:0:1::1], 2001:db8:0:1::2, true",
        "fe80::1%eth0, fe80::2, true",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "unknown, unknown, true",
        "unknown, x:y, false",
        "1:2:3:4:5:6:7:8:9, 1:2:3:4:5:6:7:8:10, false",
        "'', 192.0.2.1, false"
    })
    void ofIpv6ANetworkIsOneSender(String first, String second, boolean isOne) {
        assertTrue(forms.enter(first));
        assertTrue(forms.enter(first));

        assertEquals(!isOne, forms.enter(second));
    }

    @Test
    void aDripEndsAfterTenSeconds() throws IOException {
        assertEquals(10, forms.readAll(new Drip(10)).length);

        RegistryException e = assertThrows(RegistryException.class, () -> forms.readAll(new Drip(12)));

        assertEquals(408, e.status());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16 << 10})
    void readsWhatIsWithinTheLimit(int size) throws IOException {
        assertEquals(size, forms.readAll(new ByteArrayInputStream(new byte[size])).length);
    }

    @Test
    void refusesMoreThanTheLimit() {
        InputStream body = new ByteArrayInputStream(new byte[(16 << 10) + 1]);

        assertEquals(
                413,
                assertThrows(RegistryException.class, () -> forms.readAll(body)).status());
    }

    /** A byte a second. */
    private final class Drip extends InputStream {
        private int rest;

        private Drip(int rest) {
            this.rest = rest;
        }

        @Override
        public int read() {
            if (rest == 0) {
                return -1;
            }
            rest--;
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            return 'x';
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int b = read();
            if (b < 0) {
                return -1;
            }
            buffer[offset] = (byte) b;
            return 1;
        }
    }
}
