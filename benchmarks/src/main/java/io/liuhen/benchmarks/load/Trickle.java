package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many uploads at once, each sending drops: a piece, a pause, a piece. Each goes in several requests, so that the server
 * acknowledges on the way, and each keeps to its own timetable, whatever becomes of the others; how late it ends says
 * whether it was starved. At the end the digest of every upload is compared, and some are read back.
 *
 * <pre>Trickle PORT UPLOADS SECONDS     exit 0: all have arrived, none starved; 1: otherwise</pre>
 */
public final class Trickle {
    private static final int PIECE_BYTES = 4 << 10;
    private static final int PIECES_PER_SECOND = 1;
    private static final int REQUESTS = 3;
    private static final int READ_BACK_EVERY = 50;

    /** Nobody may take so many times what the upload in the middle has taken. */
    private static final double STARVED = 1.5;

    private static final long STACK_BYTES = 256 << 10;

    private final Noise noise = new Noise();
    private final int port;
    private final int uploads;
    private final int piecesPerRequest;
    private final CountDownLatch open;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<Result> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Trickle(int port, int uploads, int seconds) {
        this.port = port;
        this.uploads = uploads;
        this.piecesPerRequest = Math.max(1, seconds * PIECES_PER_SECOND / REQUESTS);
        this.open = new CountDownLatch(uploads);
    }

    /** What came of one upload: how long its pieces took, and the answers after the last piece of each request. */
    private record Result(double seconds, List<Double> answersMillis) {}

    /** Runs it. */
    public static void main(String[] args) throws InterruptedException {
        Trickle trickle = new Trickle(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.exit(trickle.run() ? 0 : 1);
    }

    private long lengthBytes() {
        return (long) piecesPerRequest * PIECE_BYTES * REQUESTS;
    }

    private boolean run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            int number = i;
            Thread thread = new Thread(null, () -> upload(number), "trickle-" + number, STACK_BYTES);
            thread.start();
            threads.add(thread);
            // A dock switches its slots on one after another.
            TimeUnit.MILLISECONDS.sleep(1);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return judge();
    }

    private void upload(int number) {
        boolean counted = false;
        try (Wire wire = new Wire(port, 1 << 10)) {
            String upload = wire.create(lengthBytes());
            open.countDown();
            counted = true;
            // From here on as many are open as were asked for.
            open.await();
            long start = System.nanoTime();
            List<Double> answers = new ArrayList<>();
            for (int request = 0; request < REQUESTS; request++) {
                answers.add(request(wire, upload, number, request));
                acknowledged.incrementAndGet();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            check(wire, upload.replace("/files/", "/segments/"), number);
            synchronized (results) {
                results.add(new Result(seconds, answers));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            synchronized (results) {
                failures.add("upload " + number + ": " + e);
            }
        } finally {
            if (!counted) {
                open.countDown();
            }
        }
    }

    private double request(Wire wire, String upload, int number, int request) throws IOException, InterruptedException {
        long position = (long) request * piecesPerRequest * PIECE_BYTES;
        wire.patch(upload, position, (long) piecesPerRequest * PIECE_BYTES);
        for (int piece = 0; piece < piecesPerRequest; piece++) {
            noise.write(number, position, PIECE_BYTES, wire.body());
            position += PIECE_BYTES;
            TimeUnit.MILLISECONDS.sleep(1000 / PIECES_PER_SECOND);
        }
        long start = System.nanoTime();
        wire.acknowledged(position);
        return (System.nanoTime() - start) / 1e6;
    }

    private void check(Wire wire, String segment, int number) throws IOException {
        String wanted = noise.sha256(number, lengthBytes());
        if (!wire.get(segment).contains("\"sha256\":\"" + wanted + "\"")) {
            throw new IOException("the server has another digest");
        }
        if (number % READ_BACK_EVERY == 0 && !wire.sha256(segment + "/content").equals(wanted)) {
            throw new IOException("what comes back is something else");
        }
    }

    private boolean judge() {
        failures.stream().limit(10).forEach(System.out::println);
        System.out.printf(
                Locale.ROOT,
                "%d of %d uploads of %d KiB arrived and have the right digest; %d requests were acknowledged%n",
                results.size(),
                uploads,
                lengthBytes() >> 10,
                acknowledged.get());
        if (results.isEmpty()) {
            return false;
        }
        List<Double> seconds = results.stream().map(Result::seconds).sorted().toList();
        List<Double> answers = results.stream()
                .flatMap(result -> result.answersMillis().stream())
                .sorted()
                .toList();
        double slowest = at(seconds, 1) / at(seconds, 0.5);
        System.out.printf(
                Locale.ROOT,
                "an upload took %.1f s (median), %.1f s at most: the slowest %.3f times the one in the middle%n"
                        + "answers after the last piece of a request: p50 %.0f ms, p99 %.0f ms, at most %.0f ms%n",
                at(seconds, 0.5),
                at(seconds, 1),
                slowest,
                at(answers, 0.5),
                at(answers, 0.99),
                at(answers, 1));
        return failures.isEmpty() && results.size() == uploads && slowest <= STARVED;
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }
}
