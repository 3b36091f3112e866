package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.Rufh;
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
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over HTTP/2 with prior knowledge: by curl, and as several streams of one connection. */
final class Http2UploadIT {
    private static final int LENGTH = 9_000_001;
    private static final int PART = 70_000;

    @TempDir
    private Path folder;

    private final byte[] content = bytes(LENGTH, 1);
    private TestServer server;
    private Vertx vertx;
    private HttpClient client;

    @BeforeEach
    void start() {
        server = TestServer.in(folder.resolve("store"));
        vertx = Vertx.vertx();
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setDefaultPort(server.port())
                        .setDefaultHost("127.0.0.1"),
                new PoolOptions().setHttp2MaxSize(1));
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private List<String> curl(String... arguments) throws IOException {
        assumeTrue(Curl.installed(), "curl is not installed here");
        Files.write(folder.resolve("take.mp4"), content);
        String[] line = Arrays.copyOf(
                new String[] {"--http2-prior-knowledge", "-D", "heads", "-o", "body", "-T", "take.mp4"},
                7 + arguments.length);
        System.arraycopy(arguments, 0, line, 7, arguments.length);
        Curl.run(folder, line);
        return Files.readAllLines(folder.resolve("heads"));
    }

    private byte[] stored(String upload) {
        return server.http()
                .get("/segments/" + Tus.id(upload) + "/content")
                .expect(200)
                .body();
    }

    private static String location(List<String> heads) {
        return heads.stream()
                .filter(line -> line.startsWith("location: "))
                .map(line -> line.substring("location: ".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Neither to upgrade with nor afterwards: END_STREAM says it (RFC 9113 §8.1). */
    @Test
    void aRequestWithoutABodyNeedNotSayItsLength() {
        Http upgrading = server.http().upgrading();
        for (int i = 0; i < 2; i++) {
            upgrading
                    .send(
                            "POST",
                            "/files",
                            HttpRequest.BodyPublishers.noBody(),
                            "Tus-Resumable",
                            "1.0.0",
                            "Upload-Length",
                            "5")
                    .expect(201);
        }
    }

    @Test
    void aFileIsSealedByOneRequest() throws IOException {
        List<String> heads = curl(server.uri("/files/").toString());
        assertEquals("HTTP/2 201", heads.get(0).strip());
        assertArrayEquals(content, stored(location(heads)));
    }

    @Test
    void interimAnswersAreToldAndThenTheFinalOne() throws IOException {
        List<String> heads = curl(
                "-H",
                "Upload-Complete: ?1",
                "-H",
                "Upload-Draft-Interop-Version: 8",
                "-H",
                "Expect: 100-continue",
                server.uri("/files/").toString());
        List<String> statuses = heads.stream()
                .filter(line -> line.startsWith("HTTP/2 "))
                .map(String::strip)
                .toList();
        assertEquals(List.of("HTTP/2 104", "HTTP/2 100", "HTTP/2 201"), statuses);
        assertTrue(heads.stream().anyMatch(line -> line.startsWith("upload-limit: max-size=")));
        assertArrayEquals(content, stored(location(heads)));
    }

    private HttpClientRequest append(String upload) {
        HttpClientRequest request = get(client.request(HttpMethod.PATCH, upload));
        request.putHeader("Upload-Complete", "?1")
                .putHeader("Upload-Offset", "0")
                .putHeader("Content-Type", Rufh.PARTIAL_UPLOAD)
                .putHeader("Content-Length", String.valueOf(LENGTH));
        return request;
    }

    private void send(HttpClientRequest request, int from, int to) {
        get(request.write(Buffer.buffer(Arrays.copyOfRange(content, from, to))));
    }

    /** The connection is shared with others: it must outlive the stream. */
    @Test
    void takingOneUploadOverLeavesTheOthersOnItsConnectionAlone() {
        String one = server.rufh().create();
        String other = server.rufh().create();
        HttpClientRequest stalled = append(one);
        HttpClientRequest running = append(other);
        Future<?> answerOfStalled = stalled.response();
        Future<Integer> answerOfRunning = running.response().map(response -> response.statusCode());
        server.untilReceived(2L * PART, () -> {
            send(stalled, 0, PART);
            send(running, 0, PART);
        });
        assertEquals(stalled.connection(), running.connection(), "one connection for both");

        assertEquals(PART, server.rufh().head(one).expect(204).offset());
        assertThrows(CompletionException.class, () -> get(answerOfStalled), "its stream is over");

        send(running, PART, LENGTH);
        get(running.end());
        assertEquals(201, get(answerOfRunning));
        assertArrayEquals(content, stored(other));
        server.rufh()
                .patch(one, PART, true, Arrays.copyOfRange(content, PART, LENGTH))
                .expect(201);
        assertArrayEquals(content, stored(one));
    }

    @Test
    void aStreamThatIsResetKeepsWhatHadArrived() {
        String upload = server.rufh().create();
        HttpClientRequest request = append(upload);
        request.response().onFailure(reset -> {});
        server.untilReceived(PART, () -> send(request, 0, PART));
        request.reset();
        Eventually.holds(
                "what arrived is kept", () -> server.rufh().head(upload).offset() == PART);
        assertEquals("?0", server.rufh().head(upload).required("Upload-Complete"));
    }

    /** More than is taken at once comes in one go, so that the last piece is handed on while the body is held back. */
    @Test
    void bodiesThatEndWhileTheyAreHeldBackArriveWhole() {
        byte[] burst = Arrays.copyOf(content, 1_300_000);
        for (int i = 0; i < 60; i++) {
            String upload = server.rufh().create();
            HttpClientRequest request = append(upload).putHeader("Content-Length", String.valueOf(burst.length));
            int status = get(request.send(Buffer.buffer(burst)).map(response -> response.statusCode()));
            assertEquals(201, status);
            assertArrayEquals(burst, stored(upload));
        }
    }

    @Test
    void manyStreamsOfOneConnectionArriveWhole() {
        List<String> uploads =
                IntStream.range(0, 12).mapToObj(i -> server.rufh().create()).toList();
        List<Future<Integer>> answers = uploads.stream()
                .map(upload -> append(upload).send(Buffer.buffer(content)).map(response -> response.statusCode()))
                .toList();
        for (Future<Integer> answer : answers) {
            assertEquals(201, get(answer));
        }
        for (String upload : uploads) {
            assertArrayEquals(content, stored(upload));
        }
        Eventually.holds("nothing is held back", () -> server.metric("liuhen_upload_buffered_bytes") == 0);
    }
}
