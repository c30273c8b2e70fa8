package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import com.google.common.testing.NullPointerTester;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "application/json",
                "application/vnd.oci.image.manifest.v1+json",
                "Application/JSON",
                "*/*",
                "application/vnd.example+type",
                "application/vnd.dev.cosign.simplesigning.v1+json",
                "a/b/c"
            })
    void aMediaTypeIsKeptAsItWasWritten(String text) {
        MediaType type = MediaType.parse(text);

        assertEquals(text, type.value());
        assertEquals(text, type.toString());
        assertEquals(Optional.of(type), MediaType.tryParse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a",
                "a/",
                "/b",
                " a/b",
                "a/b ",
                "a /b",
                "a/b;q=1",
                "a/b; charset=utf-8",
                "a/b,c/d",
                "a/\"b\"",
                "a/b\n",
                "a/b\r\nX-Evil: 1",
                "a/b\0",
                "a/\tb",
                "a/\u007f",
                "a/é",
                "ａ/b",
                "a/\uD83D\uDE00"
            })
    void anythingElseIsRefused(String text) {
        assertEquals(Optional.empty(), MediaType.tryParse(text));
        assertThrows(IllegalArgumentException.class, () -> MediaType.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new MediaType(text));
    }

    @Test
    void aMediaTypeHasAtMost255Characters() {
        assertTrue(MediaType.tryParse("a/" + "b".repeat(253)).isPresent());

        assertTrue(MediaType.tryParse("a/" + "b".repeat(254)).isEmpty());
        assertTrue(MediaType.tryParse("a/" + "b".repeat(10_000_000)).isEmpty());
    }

    @Test
    void theKindsOfManifestsAreTold() {
        assertTrue(MediaType.OCI_MANIFEST.isImageManifest());
        assertTrue(MediaType.DOCKER_MANIFEST.isImageManifest());
        assertFalse(MediaType.OCI_INDEX.isImageManifest());
        assertFalse(MediaType.DOCKER_MANIFEST_LIST.isImageManifest());

        assertTrue(MediaType.OCI_INDEX.isIndex());
        assertTrue(MediaType.DOCKER_MANIFEST_LIST.isIndex());
        assertFalse(MediaType.OCI_MANIFEST.isIndex());
        assertFalse(MediaType.DOCKER_MANIFEST.isIndex());

        MediaType other = MediaType.parse("application/json");
        assertFalse(other.isImageManifest() || other.isIndex());
    }

    @Test
    void nullIsRefused() {
        NullPointerTester tester = new NullPointerTester();

        tester.testAllPublicConstructors(MediaType.class);
        tester.testAllPublicStaticMethods(MediaType.class);
    }

    @Test
    void mediaTypesWithTheSameTextAreEqual() {
        new EqualsTester()
                .addEqualityGroup(MediaType.parse("application/json"), new MediaType("application/json"))
                .addEqualityGroup(MediaType.parse("Application/json"))
                .addEqualityGroup(MediaType.OCI_INDEX, MediaType.parse("application/vnd.oci.image.index.v1+json"))
                .testEquals();
    }
}
