package io.liuhen.server.wiring;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.TlsConfig;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.Certificates;
import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.TrustingSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections: HTTP/1.1 and HTTP/2 over them, certificates that change, and devices that show theirs. */
final class TlsIT {
    private static final String DIGEST_OF_ABC = "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";

    private final Certificates authority = new Certificates("authority");
    private final byte[] content = bytes(3_000_001, 1);

    @TempDir
    private Path folder;

    private CapturedLog log;
    private TlsConfig files;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Curl.installed(), "curl is not installed here");
        log = new CapturedLog();
        files = new TlsConfig(
                folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.of(folder.resolve("ca.crt")));
        authority.authority(folder.resolve("ca.crt"));
        authority.issue("first", files.certificate(), files.key());
        Files.write(folder.resolve("take.mp4"), content);
        ServerConfig config = TestServer.config(folder.resolve("store"));
        server = TestServer.of(config.withHttp(config.http().withTls(files)));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            log.close();
        }
    }

    private String https(String path) {
        return "https://127.0.0.1:" + server.port() + path;
    }

    private String curl(String... arguments) {
        List<String> line = new ArrayList<>(List.of("--cacert", "ca.crt"));
        line.addAll(Arrays.asList(arguments));
        return Curl.run(folder, line.toArray(String[]::new));
    }

    private void assertReadBack(String location) throws IOException {
        curl("-o", "back", https(location.replace("/files/", "/segments/") + "/content"));
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("back")));
    }

    private String location() throws IOException {
        return Files.readAllLines(folder.resolve("heads")).stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location: "))
                .map(line -> line.substring("location: ".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLibraryForItIsHere() {
        assertTrue(OpenSSLEngineOptions.isAvailable(), "BoringSSL is among what is delivered, for this platform");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void filesAreUploadedAndReadBack(String version) throws IOException {
        curl(version, "-D", "heads", "-o", "body", "-T", "take.mp4", https("/files/"));
        String status = Files.readAllLines(folder.resolve("heads")).stream()
                .filter(line -> line.startsWith("HTTP/") && !line.contains(" 100"))
                .findFirst()
                .orElseThrow();
        assertTrue(status.startsWith(version.equals("--http2") ? "HTTP/2 201" : "HTTP/1.1 201"), status);
        assertReadBack(location());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void interimAnswersAreToldHereToo(String version) throws IOException {
        curl(
                version,
                "-D",
                "heads",
                "-o",
                "body",
                "-H",
                "Upload-Complete: ?1",
                "-H",
                "Upload-Draft-Interop-Version: 8",
                "-T",
                "take.mp4",
                https("/files/"));
        assertTrue(
                Files.readAllLines(folder.resolve("heads")).get(0).contains(" 104"),
                "the first answer tells the address");
        assertReadBack(location());
    }

    /** Only bodies that are taken from the pipeline bring what comes behind them. */
    @Test
    void bodiesAreTakenFromThePipelineOnHttp11() throws IOException {
        try (TrustingSocket socket = new TrustingSocket(server.port())) {
            String answer = socket.exchange(head(
                            "PUT /files/tiny.bin",
                            "Transfer-Encoding: chunked",
                            "Trailer: Content-Digest",
                            "Connection: close")
                    + "3\r\nabc\r\n0\r\nContent-Digest: " + DIGEST_OF_ABC + "\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 201"), answer);
        }
    }

    @Test
    void plainHttpIsNotAnswered() {
        assertThrows(RuntimeException.class, () -> server.http().get("/files/none"));
    }

    @Test
    void oldVersionsAreRefused() {
        assertThrows(IOException.class, () -> {
            try (TrustingSocket socket = new TrustingSocket(server.port(), "TLSv1.1")) {
                socket.subject();
            }
        });
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            assertEquals("CN=first", TrustingSocket.subjectAt(server.port(), version));
        }
    }

    private String subject() {
        return TrustingSocket.subjectAt(server.port(), "TLSv1.3");
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws IOException {
        try (TrustingSocket old = new TrustingSocket(server.port())) {
            authority.issue("second", files.certificate(), files.key());
            Eventually.holds(
                    "new connections are shown the new certificate",
                    () -> subject().equals("CN=second"));
            assertTrue(
                    old.exchange("GET /files/none HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .startsWith("HTTP/1.1 404"),
                    "and those that were open go on");
        }
        assertEquals(1, server.metric("liuhen_tls_files_usable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "another's key", "gone", "ended"})
    void filesThatCannotBeUsedChangeNothingAndAreReported(String what) throws IOException {
        switch (what) {
            case "ended" -> authority.issueEnded("ended", files.certificate(), files.key());
            case "nonsense" -> Files.writeString(files.certificate(), "nonsense");
            case "gone" -> Files.delete(files.key());
            default -> authority.issue("other", folder.resolve("other.crt"), files.key());
        }
        Eventually.holds("it is reported", () -> server.metric("liuhen_tls_files_usable") == 0);
        assertEquals("CN=first", subject());
        assertTrue(log.errors().stream().anyMatch(line -> line.contains("the certificate stays as it was")));
        authority.issue("third", files.certificate(), files.key());
        Eventually.holds("what is right again is used", () -> subject().equals("CN=third"));
        assertEquals(1, server.metric("liuhen_tls_files_usable"));
    }

    @Test
    void aServerDoesNotBeginWithFilesThatCannotBeUsed() throws IOException {
        server.stop();
        Files.writeString(files.key(), "nonsense");
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> server.start());
        assertTrue(String.valueOf(refused.getMessage()).startsWith("http.tls.key:"));
    }

    @Test
    void aServerThatBeginsWithAnEndedCertificateSaysSo() {
        server.stop();
        authority.issueEnded("ended", files.certificate(), files.key());
        server.start();
        assertEquals("CN=ended", subject());
        assertEquals(0, server.metric("liuhen_tls_files_usable"));
        assertTrue(log.errors().stream().anyMatch(line -> line.contains("clients refuse every connection")));
        String ready = server.operators().get("/readyz?verbose").expect(200).text();
        assertTrue(ready.contains("tls: http.tls.certificate has ended at "), ready);
        authority.issue("second", files.certificate(), files.key());
        Eventually.holds("a valid one takes its place", () -> subject().equals("CN=second"));
        assertTrue(server.operators().get("/readyz?verbose").expect(200).text().contains("tls: ok"));
    }

    @Test
    void aDeviceMayShowItsCertificateAndAWrongOneIsNoConnection() throws IOException {
        authority.issue("ZFY-0042", folder.resolve("device.crt"), folder.resolve("device.key"));
        String shown = curl("--cert", "device.crt", "--key", "device.key", "-T", "take.mp4", https("/files/"));
        assertTrue(shown.endsWith("\n201"), shown);
        new Certificates("stranger").issue("ZFY-0042", folder.resolve("device.crt"), folder.resolve("device.key"));
        assertThrows(
                AssertionError.class, () -> curl("--cert", "device.crt", "--key", "device.key", https("/files/none")));
    }
}
