package io.stowage.registry.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeBuffersTest {
    private final List<byte[]> taken = new ArrayList<>();

    @AfterEach
    void giveAllBack() {
        taken.forEach(LargeBuffers::giveBack);
    }

    @Test
    void areFewHoweverManyUploadsThereAre() {
        takeAll();

        assertEquals(LargeBuffers.MOST, taken.size());
        assertEquals(Optional.empty(), LargeBuffers.take());
    }

    @Test
    void anUploadThatGetsNoneIsReceivedAllTheSame() throws IOException {
        takeAll();
        byte[] content = new byte[3 * LargeBuffers.SIZE + 1];
        ByteArrayOutputStream sink = new ByteArrayOutputStream();

        DigestPipeline.Outcome outcome =
                DigestPipeline.move(new ByteArrayInputStream(content), sink, Optional.empty(), Long.MAX_VALUE);

        assertEquals(content.length, outcome.moved());
        assertEquals(content.length, sink.size());
    }

    @Test
    void anUploadGivesItsBufferBack() throws IOException {
        byte[] content = new byte[LargeBuffers.SIZE];

        DigestPipeline.move(
                new ByteArrayInputStream(content), new ByteArrayOutputStream(), Optional.empty(), Long.MAX_VALUE);

        takeAll();
        assertEquals(LargeBuffers.MOST, taken.size());
    }

    private void takeAll() {
        LargeBuffers.take().ifPresent(buffer -> {
            taken.add(buffer);
            takeAll();
        });
    }
}
