package io.liuhen.server.http.body;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file never has a hole. Two thousand streams with a few bytes each once used up the memory for pieces: what could not
 * be taken was logged and left out, what came behind it was taken, and the file was acknowledged.
 */
final class GaplessIT {
    private static final int LENGTH = 3_000_000;
    private static final int TAKEN_WELL = 2;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        JoinBudget budget = new JoinBudget(1 << 20);
        server = vertx.createHttpServer()
                .connectionHandler(connection -> BodyTap.install(connection, budget))
                .requestHandler(this::receive)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void receive(HttpServerRequest request) {
        request.pause();
        BodySource body = BodySource.of(request);
        body.to(new BodyReceiver() {
            @Override
            public void bytes(ByteBuf piece) {
                piece.release();
                if (taken.incrementAndGet() > TAKEN_WELL) {
                    throw new OutOfMemoryError("of memory for pieces");
                }
            }

            @Override
            public void end(long cameBytes) {
                ends.incrementAndGet();
                request.response().end();
            }

            @Override
            public void broken() {}

            @Override
            public void failed(Throwable cause) {
                failures.incrementAndGet();
                request.response().setStatusCode(503).end();
            }
        });
        body.resume();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void whatIsNotTakenIsTheLastThatIsHandedOn(Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .PUT(BodyPublishers.ofByteArray(bytes(LENGTH, 1)))
                .build();
        try {
            assertEquals(503, client.send(request, BodyHandlers.ofString()).statusCode());
        } catch (IOException e) {
            // It was cut off while it still sent: as good an answer.
            assertTrue(ends.get() == 0, "it was not called whole");
        }
        assertEquals(TAKEN_WELL + 1, taken.get());
        assertEquals(1, failures.get());
        assertEquals(0, ends.get());
    }

    @Test
    void theEndTellsHowMuchCame() throws Exception {
        taken.set(Integer.MIN_VALUE);
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .PUT(BodyPublishers.ofByteArray(bytes(LENGTH, 1)))
                .build();
        assertEquals(200, client.send(request, BodyHandlers.ofString()).statusCode());
        assertEquals(1, ends.get());
        assertEquals(0, failures.get());
    }
}
