package io.liuhen.server.wiring;

import static io.liuhen.server.testing.RawConnection.head;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.ComeBack;
import io.liuhen.server.admission.Connections;
import io.liuhen.server.admission.HeldBodies;
import io.liuhen.server.admission.Limits;
import io.liuhen.server.admission.Quotas;
import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.http.Arrivals;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Guard;
import io.liuhen.server.http.MinimumRate;
import io.liuhen.server.http.body.BodyReceiver;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.format.CanonicalJson;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that waits for our answer is not idle, however long that takes; one that does not take it is. */
final class OwedAnswersIT {
    private static final int LARGE_BYTES = 64 << 20;

    @TempDir
    private Path folder;

    private final CompletableFuture<Void> engine = new CompletableFuture<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final Connections connections = new Connections(100, 100);
    private Listeners listeners;

    @BeforeEach
    void listen() {
        HttpConfig usual = HttpConfig.defaults();
        HttpConfig impatient =
                new HttpConfig("127.0.0.1", 0, 0, usual.maxUpload(), Duration.ofSeconds(1), Duration.ofSeconds(1));
        ServerConfig config = TestServer.config(folder).withHttp(impatient);
        Limits limits = Admitting.limits(config);
        Admission admission = new Admission(
                limits,
                new Quotas(
                        limits.quotas(), InstantSource.system(), config.unit().zone()),
                new ComeBack(System::nanoTime, new Random(1)),
                InstantSource.system(),
                new Random(1));
        listeners = new Listeners(impatient, new Arrivals(connections, admission, new Metrics()), System::nanoTime);
        listeners.start(new Guard(true), this::routes, router -> {}, 2);
    }

    @AfterEach
    void close() {
        listeners.close();
    }

    private void routes(Router router) {
        Exchange.Terms terms = new Exchange.Terms(
                Runnable::run, new HeldBodies(1 << 20, 1 << 20), new MinimumRate(0, Duration.ofSeconds(1)));
        router.get("/now").handler(routing -> answer(Exchange.of(routing, terms)));
        router.get("/later").handler(routing -> waits(Exchange.of(routing, terms)));
        router.get("/large").handler(routing -> routing.response().end(Buffer.buffer(new byte[LARGE_BYTES])));
        router.post("/read").handler(routing -> {
            Exchange exchange = Exchange.receiving(routing, terms);
            read(exchange, () -> waits(exchange));
        });
        router.post("/unread").handler(routing -> {
            Exchange exchange = Exchange.receiving(routing, terms);
            waiting.countDown();
            exchange.when(engine, done -> read(exchange, () -> answer(exchange)));
        });
    }

    private static void answer(Exchange exchange) {
        exchange.json(200, CanonicalJson.object());
    }

    private void waits(Exchange exchange) {
        waiting.countDown();
        exchange.when(engine, done -> answer(exchange));
    }

    private static void read(Exchange exchange, Runnable atEnd) {
        exchange.body().to(new BodyReceiver() {
            @Override
            public void bytes(ByteBuf piece) {
                piece.release();
            }

            @Override
            public void end(long bytes) {
                atEnd.run();
            }

            @Override
            public void broken() {}

            @Override
            public void failed(Throwable failure) {}
        });
        exchange.body().resume();
    }

    /** Others, who have nothing to wait for, are cut meanwhile, one after another: that long nothing moves. */
    private void othersAreCut() throws InterruptedException {
        assertTrue(waiting.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < 3; i++) {
            try (RawConnection silent = new RawConnection(listeners.port())) {
                silent.send(head("GET /now")).answer().expect(200);
                assertTrue(silent.isClosedByServer());
            }
        }
    }

    private void isAnswered(String request, byte[] body) throws InterruptedException {
        try (RawConnection connection = new RawConnection(listeners.port())) {
            connection.send(request).send(body);
            othersAreCut();
            engine.complete(null);
            connection.answer().expect(200);
        }
    }

    @Test
    void aRequestWithoutABodyWaits() throws InterruptedException {
        isAnswered(head("GET /later"), new byte[0]);
    }

    @Test
    void aBodyThatHasComeToItsEndWaits() throws InterruptedException {
        isAnswered(head("POST /read", "Content-Length: 5"), new byte[5]);
    }

    @Test
    void aBodyThatNobodyHasAskedForWaits() throws InterruptedException {
        isAnswered(head("POST /unread", "Content-Length: 300000"), new byte[300_000]);
    }

    @Test
    void aClientThatWaitsToBeAskedForItsBodyWaits() throws InterruptedException {
        try (RawConnection connection = new RawConnection(listeners.port())) {
            connection.send(head("POST /unread", "Content-Length: 5", "Expect: 100-continue"));
            othersAreCut();
            engine.complete(null);
            connection.send(new byte[5]).answer().expect(200);
        }
    }

    @Test
    void aBodyThatIsAwaitedDoesNot() throws InterruptedException {
        try (RawConnection connection = new RawConnection(listeners.port())) {
            connection.send(head("POST /read", "Content-Length: 5")).send(new byte[4]);
            assertTrue(connection.isClosedByServer());
        }
        assertEquals(1, waiting.getCount(), "it never came to its end");
    }

    /** Asking for more does not make up for not taking what was asked for. */
    @Test
    void anAnswerThatIsNotTakenDoesNot() {
        try (RawConnection connection = new RawConnection(listeners.port())) {
            connection.send(head("GET /large") + head("GET /later"));
            Eventually.holds("it was let in", () -> connections.open() == 1);
            Eventually.holds("it is cut", () -> connections.open() == 0);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listeners.port() + path))
                .version(HttpClient.Version.HTTP_2);
    }

    private void isAnsweredOnAStream(HttpRequest request) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> first = client.send(request("/now").build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, first.version());
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        othersAreCut();
        assertFalse(
                answer.isDone(),
                () -> "neither answered nor cut: "
                        + answer.handle((a, f) -> a + " " + f).join());
        engine.complete(null);
        assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
    }

    @Test
    void aStreamWithoutABodyWaits() throws Exception {
        isAnsweredOnAStream(request("/later").build());
    }

    @Test
    void aStreamWhoseBodyHasComeToItsEndWaits() throws Exception {
        isAnsweredOnAStream(request("/read")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5]))
                .build());
    }

    @Test
    void aStreamWhoseBodyNobodyHasAskedForWaits() throws Exception {
        isAnsweredOnAStream(request("/unread")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[300_000]))
                .build());
    }
}
