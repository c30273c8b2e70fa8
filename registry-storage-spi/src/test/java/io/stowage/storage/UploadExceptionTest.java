package io.stowage.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.testing.SerializableTester;
import org.junit.jupiter.api.Test;

class UploadExceptionTest {
    private static final UploadId ID = new UploadId("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    @Test
    void anOffsetOutOfPlaceIsToldWithBothNumbers() {
        UploadOffsetException refused = new UploadOffsetException(ID, 524_288, 1_048_576);

        assertEquals(524_288, refused.offset());
        assertEquals(1_048_576, refused.size());
        assertEquals("upload " + ID + " has 1048576 bytes, not 524288", refused.getMessage());
    }

    @Test
    void theNumbersSurviveSerialization() {
        UploadOffsetException copy = SerializableTester.reserialize(new UploadOffsetException(ID, 1, 2));

        assertEquals(1, copy.offset());
        assertEquals(2, copy.size());
    }

    @Test
    void anUploadThatIsNoMoreIsNamed() {
        assertEquals("upload " + ID + " was committed or cancelled", new UploadNotFoundException(ID).getMessage());
    }
}
