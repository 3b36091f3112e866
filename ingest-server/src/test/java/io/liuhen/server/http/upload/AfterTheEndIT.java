package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.TlsConfig;
import io.liuhen.server.testing.Certificates;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * "A 2xx on bytes means: these bytes survive": whoever sends more to a file that is complete is told that nothing of it is
 * kept, whether he said before how much it is or not.
 */
final class AfterTheEndIT {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestServer plain;
    private TestServer encrypted;

    /** How a request comes. Without a length: chunked in HTTP/1.1, in frames of HTTP/2. */
    enum Line {
        HTTP_1_1,
        HTTP_1_1_TLS,
        HTTP_2,
        HTTP_2_TLS;

        boolean tls() {
            return this == HTTP_1_1_TLS || this == HTTP_2_TLS;
        }

        HttpVersion version() {
            return this == HTTP_2 || this == HTTP_2_TLS ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
        }
    }

    @BeforeEach
    void start() throws IOException {
        plain = TestServer.in(folder.resolve("plain"));
        TlsConfig files = new TlsConfig(folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.empty());
        new Certificates("authority").issue("server", files.certificate(), files.key());
        ServerConfig config = TestServer.config(folder.resolve("encrypted"));
        encrypted = TestServer.of(config.withHttp(config.http().withTls(files)));
    }

    @AfterEach
    void stop() {
        get(vertx.close());
        plain.close();
        encrypted.close();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private HttpClient client(Line line) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(line.version())
                .setHttp2ClearTextUpgrade(false)
                .setSsl(line.tls())
                .setUseAlpn(line.tls())
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort((line.tls() ? encrypted : plain).port()));
    }

    /** What a request was answered, and where it led. */
    private record Told(HttpVersion version, int status, String location) {}

    private static Told ask(
            HttpClient client, HttpMethod method, String path, boolean stated, byte[] body, String... headers) {
        HttpClientRequest request = get(client.request(method, path));
        for (int i = 0; i < headers.length; i += 2) {
            request.putHeader(headers[i], headers[i + 1]);
        }
        Future<Told> told = request.response()
                .map(response -> new Told(
                        response.version(),
                        response.statusCode(),
                        Optional.ofNullable(response.getHeader("Location")).orElse("")));
        if (stated) {
            request.putHeader("Content-Length", String.valueOf(body.length));
        } else {
            request.setChunked(true);
        }
        request.end(Buffer.buffer(body));
        return get(told);
    }

    private static Told tus(HttpClient client, String upload, boolean stated, byte[] body) {
        return ask(
                client,
                HttpMethod.PATCH,
                upload,
                stated,
                body,
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                "5",
                "Content-Type",
                Tus.OFFSET_STREAM);
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void bytesBehindTheLastAreRefusedAndNoBytesAreNot(Line line) {
        HttpClient client = client(line);
        Told created = ask(
                client,
                HttpMethod.POST,
                "/files",
                false,
                bytes(5, 1),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                "5",
                "Content-Type",
                Tus.OFFSET_STREAM);
        assertEquals(new Told(line.version(), 201, created.location()), created);
        for (boolean stated : List.of(true, false)) {
            assertEquals(
                    204, tus(client, created.location(), stated, new byte[0]).status());
            for (int more : new int[] {1, 4000, 100_000}) {
                Told told = tus(client, created.location(), stated, bytes(more, more));
                assertEquals(413, told.status(), () -> more + " bytes" + (stated ? "" : ", without a length"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void soTheyAreWhereTheUploadIsTheDrafts(Line line) {
        HttpClient client = client(line);
        String upload = ask(client, HttpMethod.POST, "/files", false, bytes(5, 1), "Upload-Complete", "?1")
                .location();
        for (boolean stated : List.of(true, false)) {
            for (String last : List.of("?0", "?1")) {
                Told told = ask(
                        client,
                        HttpMethod.PATCH,
                        upload,
                        stated,
                        bytes(4000, 2),
                        "Upload-Complete",
                        last,
                        "Upload-Offset",
                        "5",
                        "Content-Type",
                        "application/partial-upload");
                assertTrue(told.status() >= 400, () -> "told " + told);
            }
        }
    }

    /** What an upload of no bytes is opened with must be none, however it comes. */
    @ParameterizedTest
    @EnumSource(Line.class)
    void aFileOfNoBytesTakesNone(Line line) {
        HttpClient client = client(line);
        for (boolean stated : List.of(true, false)) {
            Told told = ask(
                    client,
                    HttpMethod.POST,
                    "/files",
                    stated,
                    bytes(1, 3),
                    "Tus-Resumable",
                    "1.0.0",
                    "Upload-Length",
                    "0",
                    "Content-Type",
                    Tus.OFFSET_STREAM);
            assertEquals(413, told.status());
        }
    }

    /** A length in more digits than any has: whoever reads it as none would let in a body that nobody asked about. */
    @Test
    void aLengthInManyDigitsIsNotNone() {
        String upload = Tus.id(plain.tus().upload(bytes(5, 4)));
        try (var connection = plain.connect()) {
            connection
                    .send(RawConnection.head(
                            "PATCH /files/" + upload,
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 5",
                            "Content-Type: " + Tus.OFFSET_STREAM,
                            "Content-Length: 0000000000000000000000004"))
                    .send(bytes(4, 5));
            assertTrue(connection.answer().status() >= 400);
        }
    }
}
