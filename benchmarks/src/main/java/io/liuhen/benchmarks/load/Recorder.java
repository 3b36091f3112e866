package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A recorder that sends chunk after chunk, file after file, over one connection, to its own timetable. Confined to one
 * thread at a time.
 */
final class Recorder {
    static final int CHUNK_BYTES = 64 << 10;
    private static final int CHUNKS_PER_FILE = 16;
    private static final int BUFFER_BYTES = 1 << 10;

    private final int port;
    private final int number;
    private final Noise noise;
    private final List<Double> millis = new ArrayList<>();
    private final List<String> sealed = new ArrayList<>();
    private final List<Long> sealedFiles = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private @Nullable Wire wire;
    private String upload = "";
    private int chunks;
    private long files;

    Recorder(int port, int number, Noise noise) {
        this.port = port;
        this.number = number;
        this.noise = noise;
    }

    /**
     * Sends until a time.
     *
     * @param chunksPerSecond to keep to; 0 for as many as are answered
     * @param firstNanos after which the first goes
     */
    void send(long endNanos, double chunksPerSecond, long firstNanos) {
        long due = System.nanoTime() + firstNanos;
        try {
            while (due < endNanos && System.nanoTime() < endNanos) {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                chunk();
                due = chunksPerSecond == 0 ? System.nanoTime() : due + (long) (1e9 / chunksPerSecond);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failures.add("recorder " + number + ": " + e);
        }
    }

    private void chunk() throws IOException {
        Wire line = wire;
        if (line == null) {
            line = new Wire(port, BUFFER_BYTES);
            wire = line;
        }
        if (chunks == 0) {
            upload = line.create((long) CHUNK_BYTES * CHUNKS_PER_FILE);
        }
        long file = file(files);
        long offset = (long) chunks * CHUNK_BYTES;
        line.patch(upload, offset, CHUNK_BYTES);
        noise.write(file, offset, CHUNK_BYTES, line.body());
        long sent = System.nanoTime();
        line.acknowledged(offset + CHUNK_BYTES);
        millis.add((System.nanoTime() - sent) / 1e6);
        chunks++;
        if (chunks == CHUNKS_PER_FILE) {
            sealed.add(upload.replace("/files/", "/segments/"));
            sealedFiles.add(file);
            chunks = 0;
            files++;
        }
    }

    private long file(long count) {
        return (long) number << 32 | count;
    }

    /** What it has measured since the last time. */
    List<Double> takeMillis() {
        List<Double> taken = List.copyOf(millis);
        millis.clear();
        return taken;
    }

    /** What went wrong. */
    List<String> failures() {
        return failures;
    }

    /** Finishes the file that it is at, and compares everything that was sealed; closes the connection. */
    boolean check() {
        Wire old = wire;
        if (!failures.isEmpty() || old == null) {
            return failures.isEmpty();
        }
        // It may have rested for too long by now.
        try (Wire line = new Wire(port, BUFFER_BYTES)) {
            old.close();
            wire = line;
            while (chunks > 0) {
                chunk();
            }
            for (int i = 0; i < sealed.size(); i++) {
                String wanted = noise.sha256(sealedFiles.get(i), (long) CHUNK_BYTES * CHUNKS_PER_FILE);
                if (!line.get(sealed.get(i)).contains("\"sha256\":\"" + wanted + "\"")) {
                    failures.add("recorder " + number + ": another digest at " + sealed.get(i));
                }
            }
        } catch (IOException e) {
            failures.add("recorder " + number + ": " + e);
        }
        return failures.isEmpty();
    }
}
