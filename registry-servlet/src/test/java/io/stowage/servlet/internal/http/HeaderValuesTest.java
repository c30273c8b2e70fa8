package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.upload.ContentRange;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {

    @Nested
    class UploadRangesOfChunks {
        @ParameterizedTest
        @CsvSource({
            "0-0,                  0,    1",
            "0-1023,               0,    1024",
            "1024-2047,            1024, 2048",
            "bytes 0-9/100,        0,    10",
            "bytes 0-9/*,          0,    10",
            "bytes=0-9,            0,    10",
            "' 0-9 ',              0,    10",
        })
        void areParsed(String header, long start, long end) {
            assertEquals(new ContentRange(start, end), UploadRanges.parse(header));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "0",
                    "-",
                    "0-",
                    "-5",
                    "5-4",
                    "a-b",
                    "0--1",
                    "-1-5",
                    "0-9999999999999999999",
                    "bytes */5",
                    "0-1,2-3",
                    "0 - 1"
                })
        void areRefusedWhenMalformed(String header) {
            RegistryException e = assertThrows(RegistryException.class, () -> UploadRanges.parse(header));

            assertEquals(400, e.status());
        }

        @ParameterizedTest
        @CsvSource({"0, 0-0", "1, 0-0", "2, 0-1", "5000000000, 0-4999999999"})
        void areWrittenWithInclusiveEnd(long size, String header) {
            assertEquals(header, UploadRanges.format(size));
        }
    }

    @Nested
    class EntityTagsOfContent {
        private static final String HEX = "ab".repeat(32);
        private final Digest digest = Digest.parse("sha256:" + HEX);

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"sha256:D\"",
                    "sha256:D",
                    "W/\"sha256:D\"",
                    "*",
                    "\"x\", \"sha256:D\"",
                    "\"x\",W/\"sha256:D\" , \"y\"",
                    "\"x,y\", \"sha256:D\"",
                })
        void match(String header) {
            assertEquals(true, EntityTags.matches(List.of("\"other\"", header.replace("D", HEX)), digest));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "\"\"",
                    "\"sha256:\"",
                    "\"sha512:D\"",
                    "\"sha256:D",
                    "sha256:D-gzip",
                    "D",
                    "\"x,*,y\"",
                    "\"x,sha256:D,y\""
                })
        void doNotMatch(String header) {
            assertEquals(false, EntityTags.matches(List.of(header.replace("D", HEX)), digest));
        }

        @Test
        void absenceDoesNotMatch() {
            assertEquals(false, EntityTags.matches(List.of(), digest));
        }
    }

    @Test
    void linksAreEscaped() {
        String link = new LinkHeader("/v2/a/tags/list")
                .with("n", "2")
                .with("last", "a b&c=ä%>\"")
                .toString();

        assertEquals("</v2/a/tags/list?n=2&last=a%20b%26c%3D%C3%A4%25%3E%22>; rel=\"next\"", link);
    }
}
