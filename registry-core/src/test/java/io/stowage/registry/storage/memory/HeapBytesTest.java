package io.stowage.registry.storage.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapBytesTest {

    @Test
    void moreBytesThanAnArrayHoldsAreCountedAndReached() throws Exception {
        // The same array again and again: three gibibytes that need one mebibyte.
        List<byte[]> mebibytes = Collections.nCopies(3 * 1024, new byte[1024 * 1024]);

        HeapBytes bytes = HeapBytes.EMPTY.append(mebibytes).append(List.of(new byte[] {1, 2, 3}));

        assertEquals(3L * 1024 * 1024 * 1024 + 3, bytes.size());
        try (InputStream end = bytes.open(bytes.size() - 5)) {
            assertArrayEquals(new byte[] {0, 0, 1, 2, 3}, end.readAllBytes());
        }
    }

    @Test
    void whatWasAppendedLaterIsNotInTheFormer() throws Exception {
        HeapBytes first = HeapBytes.EMPTY.append(List.of(new byte[] {1}));

        HeapBytes second = first.append(List.of(new byte[] {2}, new byte[] {3, 4}));

        assertEquals(0, HeapBytes.EMPTY.size());
        assertArrayEquals(new byte[] {1}, first.open(0).readAllBytes());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, second.open(0).readAllBytes());
    }

    @Test
    void aStreamRefusesWhatIsNotInTheBuffer() {
        InputStream in = HeapBytes.EMPTY.append(List.of(new byte[] {1})).open(0);

        assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[2], 1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[2], -1, 1));
    }
}
