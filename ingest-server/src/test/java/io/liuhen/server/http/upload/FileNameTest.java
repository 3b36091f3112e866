package io.liuhen.server.http.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The name in {@code PUT /files/{name}}: one path segment, percent-encoded UTF-8 (RFC 3986). */
final class FileNameTest {
    @ParameterizedTest
    @CsvSource({
        "clip.mp4, clip.mp4",
        "a%20b.mp4, a b.mp4",
        "a+b.mp4, a+b.mp4",
        "a%2Bb.mp4, a+b.mp4",
        "%E5%A4%9C%E9%97%B4.MP4, 夜间.MP4",
        "%e5%a4%9c.mp4, 夜.mp4",
        "100%25.mp4, 100%.mp4",
        "%F0%9F%8E%A5, \uD83C\uDFA5",
        "..., ...",
        ".hidden, .hidden",
        "a.., a..",
        "a%3Fb%23c, a?b#c",
        "%252e%252e, %2e%2e",
    })
    void aNameIsWhatItsPercentEncodingSays(String encoded, String name) {
        assertEquals(Optional.of(name), WholeFiles.fileName(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "%2e", "%2E%2e", ".%2e"})
    void aNameThatLeadsElsewhereIsNone(String encoded) {
        assertEquals(Optional.empty(), WholeFiles.fileName(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/a", "a/", "a%2fb", "a%2Fb", "%2f", "a%5cb", "a\\b", "..%2f..%2fetc%2fpasswd"})
    void aNameWithASlashIsNone(String encoded) {
        assertEquals(Optional.empty(), WholeFiles.fileName(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00", "%0a", "a%0D%0Ab", "%1b%5b2J", "%7f", "%c2%80", "%c2%9f"})
    void aNameWithControlCharactersIsNone(String encoded) {
        assertEquals(Optional.empty(), WholeFiles.fileName(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%ff", "%c0%af", "%e5%a4", "%ed%a0%80", "%f5%80%80%80", "a%80"})
    void aNameThatIsNotUtf8IsNone(String encoded) {
        assertEquals(Optional.empty(), WholeFiles.fileName(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "a%2", "%zz", "%%20", "%u0041"})
    void aBrokenEscapeIsNoName(String encoded) {
        assertEquals(Optional.empty(), WholeFiles.fileName(encoded));
    }

    @Test
    void aNameHasFrom1To255Bytes() {
        assertEquals(Optional.empty(), WholeFiles.fileName(""));
        assertEquals(Optional.of("夜".repeat(85)), WholeFiles.fileName("%E5%A4%9C".repeat(85)));
        assertEquals(Optional.empty(), WholeFiles.fileName("%E5%A4%9C".repeat(85) + "a"));
        assertEquals(Optional.empty(), WholeFiles.fileName("a".repeat(256)));
    }
}
