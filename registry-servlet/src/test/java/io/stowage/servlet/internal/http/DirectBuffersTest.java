package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {
    private final List<ByteBuffer> taken = new ArrayList<>();

    @AfterEach
    void giveAllBack() {
        taken.forEach(DirectBuffers::giveBack);
    }

    @Test
    void areFewHoweverManyDownloadsThereAre() {
        takeAll();

        assertEquals(64, taken.size());
        assertEquals(Optional.empty(), DirectBuffers.take());
    }

    @Test
    void aBufferGivenBackIsUsedAgain() {
        takeAll();
        ByteBuffer buffer = taken.get(0).limit(7).position(3);

        DirectBuffers.giveBack(buffer);

        ByteBuffer again = DirectBuffers.take().orElseThrow();
        assertSame(buffer, again);
        assertEquals(again.capacity(), again.remaining());
    }

    @Test
    void aBufferThatWasDroppedMakesRoomForAnother() {
        takeAll();
        taken.remove(0);

        DirectBuffers.drop();

        taken.add(DirectBuffers.take().orElseThrow());
    }

    private void takeAll() {
        DirectBuffers.take().ifPresent(buffer -> {
            taken.add(buffer);
            takeAll();
        });
    }
}
