package io.liuhen.server.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server, as its clients see it. Thread-safe; every method blocks. */
final class Remote {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** For one request: a chunk over a slow line takes its time, a dead line must not take for ever. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(10);

    private static final String TUS_VERSION = "1.0.0";
    private static final int UNAUTHORIZED = 401;
    private static final int BUFFER_BYTES = 256 << 10;

    private final URI base;
    private final Optional<String> token;
    private final HttpClient http;

    /**
     * Nothing is asked yet.
     *
     * @param token shown with every request, where there is one
     */
    Remote(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * What a server answered.
     *
     * @param body empty where it was no JSON object
     */
    record Answer(int status, HttpResponse<byte[]> response, ObjectNode body) {
        boolean ok() {
            return status >= 200 && status < 300;
        }

        OptionalLong offset() {
            return response.headers().firstValueAsLong("Upload-Offset");
        }

        Optional<String> location() {
            return response.headers().firstValue("Location");
        }

        OptionalLong retryAfterSeconds() {
            try {
                return response.headers().firstValueAsLong("Retry-After");
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }

        /** Whether an upload was opened for a file with this digest. */
        boolean declares(Sha256 sha256) {
            String pair = "sha256 "
                    + Base64.getEncoder().encodeToString(sha256.toString().getBytes(StandardCharsets.UTF_8));
            return response.headers().allValues("Upload-Metadata").stream()
                    .flatMap(header -> Stream.of(header.split(",", -1)))
                    .anyMatch(pair::equals);
        }

        /** In the server's own words, where it said something. */
        String complaint() {
            String detail = body.path("detail").asText();
            String all = "HTTP " + status + (detail.isEmpty() ? "" : ": " + detail);
            return status == UNAUTHORIZED ? all + " (here: --token-file FILE)" : all;
        }

        /** Whether asking again may help. */
        boolean passing() {
            return status >= 500 || status == 429 || status == 408;
        }
    }

    /** One request, which a bad line may break. */
    interface Asking {
        Answer ask() throws IOException, InterruptedException;
    }

    Answer announce(ObjectNode announcement) throws IOException, InterruptedException {
        return send(request("/dockings")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(CanonicalJson.write(announcement))));
    }

    /** What is there, as JSON. */
    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer create(long lengthBytes, Map<String, String> metadata) throws IOException, InterruptedException {
        String pairs = metadata.entrySet().stream()
                .map(pair -> pair.getKey() + " "
                        + Base64.getEncoder().encodeToString(pair.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
        return send(tus("/files")
                .header("Upload-Length", String.valueOf(lengthBytes))
                .header("Upload-Metadata", pairs)
                .POST(BodyPublishers.noBody()));
    }

    Answer head(String location) throws IOException, InterruptedException {
        return send(tus(location).method("HEAD", BodyPublishers.noBody()));
    }

    Answer append(String location, Path file, long offsetBytes, long countBytes)
            throws IOException, InterruptedException {
        BodyPublisher bytes = BodyPublishers.ofInputStream(() -> part(file, offsetBytes, countBytes));
        return send(tus(location)
                .header("Upload-Offset", String.valueOf(offsetBytes))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.fromPublisher(bytes, countBytes)));
    }

    private static InputStream part(Path file, long offsetBytes, long countBytes) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(offsetBytes);
            return new Part(new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES), countBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder tus(String path) {
        return request(path).header("Tus-Resumable", TUS_VERSION);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(REQUEST_TIMEOUT);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response, json(response.body()));
    }

    private static ObjectNode json(byte[] body) {
        try {
            JsonNode read = body.length == 0 ? CanonicalJson.object() : CanonicalJson.readObject(body);
            return (ObjectNode) read;
        } catch (StorageException e) {
            return CanonicalJson.object();
        }
    }
}
