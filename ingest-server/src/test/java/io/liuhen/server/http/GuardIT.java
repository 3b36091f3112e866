package io.liuhen.server.http;

import static io.liuhen.server.testing.RawConnection.head;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard of a trial and of a server with credentials, each before a route that counts what reaches it. */
final class GuardIT {
    private static final AtomicInteger SERVED = new AtomicInteger();

    private static Vertx vertx;
    private static int trial;
    private static int other;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        trial = listen(new Guard(true));
        other = listen(new Guard(false));
    }

    private static int listen(Guard guard) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(guard::check);
        router.route().handler(routing -> {
            SERVED.incrementAndGet();
            routing.response().end("served");
        });
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return server.actualPort();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static int status(int port, String headers) {
        try (RawConnection connection = new RawConnection(port)) {
            return connection
                    .send("GET / HTTP/1.1\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n")
                    .answer()
                    .status();
        }
    }

    /** A trial asks nobody for credentials, so nobody but this machine, by itself, may ask it. */
    @ParameterizedTest
    @CsvSource({
        "200, 200, Host: localhost",
        "200, 200, Host: 127.0.0.1:8080",
        "200, 200, Host: localhost:8080|Origin: http://localhost:8080",
        "403, 200, Host: rebound.example",
        "403, 200, Host: 192.0.2.7",
        "403, 200, Host: localhost|Origin: http://evil.example",
        "403, 200, Host: localhost:8080|Origin: http://localhost:8081",
        "403, 200, Host: localhost|Forwarded: for=192.0.2.7",
        "403, 200, Host: localhost|X-Forwarded-For: 192.0.2.7",
        "403, 200, Host: localhost|X-Real-IP: 192.0.2.7",
    })
    void aTrialIsForThisMachineAndAServerWithCredentialsForAll(int inTrial, int otherwise, String headers) {
        assertEquals(inTrial, status(trial, headers));
        assertEquals(otherwise, status(other, headers));
    }

    /** RFC 9112 §6: whoever stands in front may have read another request than we would. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost|Host: localhost",
                "Host: localhost|Transfer-Encoding: gzip",
                "Host: localhost|Transfer-Encoding: gzip, chunked",
                "Host: localhost|Transfer-Encoding: chunked, chunked"
            })
    void whatCanBeReadInTwoWaysIsRefusedEverywhere(String headers) {
        assertEquals(400, status(trial, headers));
        assertEquals(400, status(other, headers));
    }

    @Test
    void whatStandsInABodyThatIsNotUnderstoodIsNoRequest() {
        for (int round = 0; round < 20; round++) {
            int before = SERVED.get();
            try (RawConnection connection = new RawConnection(other)) {
                connection.send(head("POST /", "Transfer-Encoding: gzip, chunked")
                        + "3\r\nabc\r\n0\r\n\r\n"
                        + head("DELETE /smuggled"));
                assertEquals(400, connection.answer().status());
                assertTrue(connection.answerIfAny().isEmpty(), "seen in round " + round);
            }
            assertEquals(before, SERVED.get());
        }
    }

    /** Taken for what its bytes are in Latin-1 it would be found nowhere, and nobody would know. */
    @Test
    void charactersOfAQueryAreEscapedOrRefused() {
        String raw = new String("/recordings?maker=张三".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (RawConnection connection = new RawConnection(other)) {
            Answer answer = connection.send(head("GET " + raw)).answer();
            answer.problem(400, "address");
            assertTrue(answer.text().contains("--data-urlencode"), answer.text());
        }
    }

    @Test
    void aPercentWithoutDigitsIsNoAddress() {
        for (String address : new String[] {"/%", "/%4", "/a%zz", "/?a=%", "/?%g0"}) {
            try (RawConnection connection = new RawConnection(other)) {
                connection.send(head("GET " + address)).answer().problem(400, "address");
            }
        }
    }
}
