package io.liuhen.server;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in is answered by a problem document, or by hanging up where HTTP cannot answer; afterwards the server
 * takes a correct upload, and has lost nothing.
 */
final class BadInputIT {
    private static final byte[] KEPT = bytes(10_000, 1);
    private static final AtomicInteger UPLOADS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static String kept;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder.resolve("store"));
        kept = server.tus().upload(KEPT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** After every test: a correct upload works, and what was there before is still there. */
    @AfterEach
    void theServerIsAsGoodAsBefore() throws Exception {
        byte[] content = bytes(1000, UPLOADS.incrementAndGet());
        String id = server.tus().upload(content);
        assertArrayEquals(
                content, server.http().get("/segments/" + id + "/content").body());
        assertArrayEquals(
                KEPT, server.http().get("/segments/" + kept + "/content").body());
        try (Stream<Path> beside = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("store")), beside.toList(), "nothing is written beside the store");
        }
    }

    private static Optional<Answer> ask(String request) {
        try (RawConnection connection = server.connect()) {
            return connection
                    .trySend(request.getBytes(StandardCharsets.ISO_8859_1))
                    .answerIfAny();
        }
    }

    /** A refusal that HTTP can express. */
    private static void assertRefused(int status, String request) {
        Answer answer = ask(request).orElseThrow(() -> new AssertionError("no answer to " + request));
        String code = answer.expect(status).json().path("type").asText();
        answer.problem(status, code.substring(code.lastIndexOf(':') + 1));
    }

    // Names of files.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2fb",
                "a%2Fb",
                "..%2f..%2fetc%2fpasswd",
                "%2e%2e%2fx",
                "a%5cb",
                "a\\b",
                "..\\..\\x",
                "a%00b",
                "a%0ab",
                "a%7fb",
                "a%c2%85b",
                "a/b",
                "a//",
                "%",
                "%z",
                "%4",
                "%zz",
                "%ff",
                "%c0%af",
                "%ed%a0%80",
                "%f5%80%80%80"
            })
    void aNameThatIsNoneIsRefused(String name) {
        assertRefused(400, head("PUT /files/" + name, "Content-Length: 3") + "abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/../x",
                "/files/..",
                "/files/%2e%2e",
                "/files/.%2e/x",
                "/files/%2e%2e/%2e%2e/x",
                "/x/../../y",
                "/",
                "/file",
                "*"
            })
    void anAddressThatLeadsElsewhereLeadsNowhere(String address) {
        Answer answer = ask(head("PUT " + address, "Content-Length: 3") + "abc").orElseThrow();
        assertTrue(answer.status() == 404 || answer.status() == 400 || answer.status() == 405, answer::toString);
        assertEquals("application/problem+json", answer.required("Content-Type"));
    }

    @Test
    void aNameHasAtMost255Bytes() {
        String longest = "%E5%A4%9C".repeat(85);
        assertEquals(
                201,
                ask(head("PUT /files/" + longest, "Content-Length: 0"))
                        .orElseThrow()
                        .status());
        assertRefused(400, head("PUT /files/" + longest + "a", "Content-Length: 0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/segments/%zz",
                "/segments/..%2f..%2fLOCK",
                "/segments/%00",
                "/segments/KEPT/content%00.mp4",
                "/segments/KEPT/../../LOCK",
                "/segments/KEPT/manifest.json",
                "/segments/KEPT/original",
                "/recordings/%zz",
                "/recordings/%ff",
                "/recordings?device=%zz",
                "/recordings?device=%",
                "/custody?subject=%zz",
                "/custody?subject=../../x",
                "/custody",
                "/custody?subject=KEPT&from=-1",
                "/custody?subject=KEPT&from=99999999999999999999",
                "/files/%zz",
                "/segments/",
                "/nothing?%zz"
            })
    void anAddressThatNamesNothingIsRefused(String address) {
        Answer answer = ask(head("GET " + address.replace("KEPT", kept))).orElseThrow();
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::toString);
        assertEquals("application/problem+json", answer.required("Content-Type"));
    }

    // Sizes.

    @Test
    void aMegabyteOfHeadersIsRefused() {
        assertRefused(431, head("GET /segments/" + kept, "X-Long: " + "a".repeat(1 << 20)));
        assertRefused(431, head("GET /segments/" + kept, "X-Many: value\r\n".repeat(60_000) + "X-Last: 1"));
        assertRefused(431, head("POST /files", "Upload-Metadata: filename " + "A".repeat(8200)));
    }

    @Test
    void aLongAddressIsRefused() {
        assertRefused(414, head("GET /segments/" + "a".repeat(10_000)));
        assertRefused(414, head("PUT /files/" + "a".repeat(1 << 20), "Content-Length: 0"));
    }

    // Metadata.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename ////",
                "filename gICA",
                "filename 7aCA",
                "filename YWJj=",
                "filename YQ==,filename YQ==",
                "file\u0001name YQ==",
                "\u00e9 YQ==",
                "filename  ,, "
            })
    void metadataThatAreNoTextAreRefused(String metadata) {
        for (String request : List.of("POST /files", "PUT /files/clip.mp4")) {
            Answer answer = ask(head(
                            request,
                            "Tus-Resumable: 1.0.0",
                            "Upload-Length: 0",
                            "Content-Length: 0",
                            "Upload-Metadata: " + metadata))
                    .orElseThrow();
            assertTrue(answer.status() == 400, answer::toString);
        }
    }

    // Who is addressed, and from where: a trial serves this machine only.

    @ParameterizedTest
    @CsvSource({
        "400, X-No-Host: 1",
        "400, 'Host: localhost\r\nHost: localhost'",
        "400, 'Host: localhost\r\nHost: evil.example'",
        "403, Host: evil.example",
        "403, Host: localhost.evil.example",
        "403, Host: 127.0.0.1.evil.example:8080",
        "403, Host: 10.0.0.7",
        "403, 'Host: '",
        "403, 'Host: localhost\r\nOrigin: http://evil.example'",
        "403, 'Host: localhost\r\nOrigin: null'",
        "403, 'Host: localhost\r\nOrigin: https://localhost'",
        "403, 'Host: localhost\r\nForwarded: for=10.0.0.7'",
        "403, 'Host: localhost\r\nX-Forwarded-For: 10.0.0.7'",
        "403, 'Host: localhost\r\nX-Forwarded-Host: evil.example'",
        "403, 'Host: localhost\r\nX-Forwarded-Proto: https'",
        "403, 'Host: localhost\r\nX-Real-IP: 10.0.0.7'",
    })
    void aRequestThatIsNotFromHereByItselfIsRefused(int status, String headers) {
        assertRefused(status, "GET /segments/" + kept + " HTTP/1.1\r\n" + headers + "\r\n\r\n");
        assertRefused(status, "PUT /files/evil.mp4 HTTP/1.1\r\n" + headers + "\r\nContent-Length: 4\r\n\r\nevil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "LOCALHOST:PORT", "127.0.0.1:PORT", "[::1]:PORT"})
    void aRequestFromThisMachineIsServed(String host) {
        String here = host.replace("PORT", String.valueOf(server.port()));
        Answer answer = ask("GET /segments/" + kept + " HTTP/1.1\r\nHost: " + here + "\r\nOrigin: http://" + here
                        + "\r\n\r\n")
                .orElseThrow();
        answer.expect(200);
    }
}
