package io.liuhen.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A tus client that keeps a ledger of what it was told: an address once given must stay, and an offset once acknowledged
 * may never be taken back. Confined to one thread.
 */
final class LedgerClient {
    private static final int CHUNK_MAX = 400_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerProcess server;
    private final AtomicLong total;
    private final Random random;
    private int lostAnswers;

    /**
     * A client.
     *
     * @param total counts what is acknowledged to all clients
     */
    LedgerClient(ServerProcess server, AtomicLong total, long seed) {
        this.server = server;
        this.total = total;
        this.random = new Random(seed);
    }

    int lostAnswers() {
        return lostAnswers;
    }

    /** Uploads a file through whatever happens; returns the upload's path. */
    String upload(String name, byte[] content) throws InterruptedException {
        String path = create(name, content.length);
        long acknowledged = 0;
        while (acknowledged < content.length) {
            long offset = head(path, content.length);
            assertTrue(offset >= acknowledged, path + " was at " + acknowledged + ", now at " + offset);
            total.addAndGet(offset - acknowledged);
            acknowledged = offset;
            while (acknowledged < content.length) {
                Optional<Long> next = patch(path, acknowledged, content);
                if (next.isEmpty()) {
                    break;
                }
                total.addAndGet(next.get() - acknowledged);
                acknowledged = next.get();
            }
        }
        return path;
    }

    private String create(String name, int length) throws InterruptedException {
        String metadata = "filename " + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = tus(server.uri("/files"))
                .header("Upload-Length", String.valueOf(length))
                .header("Upload-Metadata", metadata)
                .POST(BodyPublishers.noBody())
                .build();
        while (true) {
            Optional<HttpResponse<byte[]>> response = send(request);
            if (response.isPresent() && response.get().statusCode() == 201) {
                return response.get().headers().firstValue("Location").orElseThrow();
            }
        }
    }

    private long head(String path, int length) throws InterruptedException {
        HttpRequest request =
                tus(server.uri(path)).method("HEAD", BodyPublishers.noBody()).build();
        while (true) {
            Optional<HttpResponse<byte[]>> response = send(request);
            if (response.isPresent() && response.get().statusCode() < 500) {
                assertEquals(200, response.get().statusCode(), path + " was created, so it must be there");
                assertEquals(
                        String.valueOf(length),
                        response.get().headers().firstValue("Upload-Length").orElse(""));
                return response.get()
                        .headers()
                        .firstValueAsLong("Upload-Offset")
                        .orElseThrow();
            }
        }
    }

    private Optional<Long> patch(String path, long offset, byte[] content) throws InterruptedException {
        int end = (int) Math.min(content.length, offset + 1 + random.nextInt(CHUNK_MAX));
        HttpRequest request = tus(server.uri(path))
                .header("Upload-Offset", String.valueOf(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(Arrays.copyOfRange(content, (int) offset, end)))
                .build();
        Optional<HttpResponse<byte[]>> response = send(request).filter(answer -> answer.statusCode() < 500);
        if (response.isEmpty()) {
            return Optional.empty();
        }
        int status = response.get().statusCode();
        if (status == 409) {
            return Optional.empty();
        }
        assertEquals(204, status, () -> new String(response.get().body(), StandardCharsets.UTF_8));
        assertEquals(
                end, response.get().headers().firstValueAsLong("Upload-Offset").orElseThrow());
        return Optional.of((long) end);
    }

    byte[] get(String path) throws InterruptedException {
        while (true) {
            Optional<HttpResponse<byte[]>> response = send(
                    HttpRequest.newBuilder(server.uri(path)).timeout(PATIENCE).build());
            if (response.isPresent() && response.get().statusCode() < 500) {
                assertEquals(200, response.get().statusCode(), path);
                return response.get().body();
            }
        }
    }

    private static HttpRequest.Builder tus(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Tus-Resumable", "1.0.0");
    }

    /** Empty where the answer was lost with the line. */
    private Optional<HttpResponse<byte[]>> send(HttpRequest request) throws InterruptedException {
        try {
            return Optional.of(http.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            lostAnswers++;
            TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(80));
            return Optional.empty();
        }
    }
}
