package io.liuhen.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A way to a server that may be gone at any moment, and counts what it answered. Thread-safe. */
final class Line {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SERVER_ERROR = 500;

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final LongAdder broken = new LongAdder();

    Line(URI server) {
        this.server = server;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
    }

    HttpRequest.Builder tus(String path) {
        return request(path).header("Tus-Resumable", "1.0.0");
    }

    /** Empty where the answer was lost with the line: nobody knows what became of the request. */
    Optional<Answer> send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            answers.computeIfAbsent(response.statusCode(), status -> new LongAdder())
                    .increment();
            return Optional.of(new Answer(response));
        } catch (IOException e) {
            broken.increment();
            return Optional.empty();
        }
    }

    /** As {@link #send}, but an answer that the server cannot now is none either. */
    Optional<Answer> definite(HttpRequest request) throws InterruptedException {
        return send(request).filter(answer -> answer.status() < SERVER_ERROR);
    }

    /**
     * Reads something, again and again until the server can, but for so long only.
     *
     * @throws SilentException if it could not, or refuses for good
     */
    Answer ask(String path, Duration definiteWithin) throws InterruptedException {
        HttpRequest request = request(path).build();
        long end = System.nanoTime() + definiteWithin.toNanos();
        while (true) {
            Optional<Answer> answer = send(request);
            if (answer.isPresent() && answer.get().status() < SERVER_ERROR) {
                return answer.get();
            }
            boolean brokenForGood = answer.isPresent() && answer.get().status() == SERVER_ERROR;
            if (brokenForGood || System.nanoTime() > end) {
                throw new SilentException("GET " + path + " is not answered: "
                        + answer.map(Answer::summary).orElse("the line broke"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Counts of answers by status, and of those that never came. */
    String counts() {
        StringBuilder text = new StringBuilder();
        answers.forEach((status, count) ->
                text.append(status).append('=').append(count.sum()).append(' '));
        return text.append("broken=").append(broken.sum()).toString();
    }
}
