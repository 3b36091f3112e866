package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Recorders that upload at once, as fast as the server takes it, and somebody who then compares what it says it has. The
 * clients' threads are called {@code load-client}, so that their time can be told from the server's. Confined to one thread.
 */
public final class Load implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final long FILE_BYTES = 32L << 20;
    private static final int CHUNK_BYTES = 8 << 20;
    private static final int PIECE_BYTES = 1 << 20;

    private final Noise noise = new Noise();
    private final AtomicLong files = new AtomicLong();
    private final ExecutorService clients;
    private final int port;
    private List<Wire> wires = List.of();
    private List<Acknowledged> acknowledged = List.of();

    /** A load on a port of this machine. */
    public Load(int port) {
        this.port = port;
        AtomicInteger count = new AtomicInteger();
        this.clients = Executors.newFixedThreadPool(CONNECTIONS, task -> {
            Thread thread = new Thread(task, "load-client-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private record Acknowledged(long file, String upload) {
        String segment() {
            return upload.replace("/files/", "/segments/");
        }
    }

    /** Opens the connections of the next turn. */
    public void connect() {
        wires = all(number -> new Wire(port));
    }

    /** Each connection uploads a file; returns when all of them are acknowledged. */
    public void upload() {
        acknowledged = all(number -> upload(wires.get(number)));
    }

    private Acknowledged upload(Wire wire) throws IOException {
        long file = files.incrementAndGet();
        String upload = wire.create(FILE_BYTES);
        for (long offset = 0; offset < FILE_BYTES; offset += CHUNK_BYTES) {
            wire.patch(upload, offset, CHUNK_BYTES);
            for (int sent = 0; sent < CHUNK_BYTES; sent += PIECE_BYTES) {
                noise.write(file, offset + sent, PIECE_BYTES, wire.body());
            }
            wire.acknowledged(offset + CHUNK_BYTES);
        }
        return new Acknowledged(file, upload);
    }

    /**
     * Compares the digest of everything that was acknowledged; closes the connections.
     *
     * @param readBack whether it is read back, too
     * @throws IllegalStateException if anything is not what was sent
     */
    public void check(boolean readBack) {
        all(number -> check(wires.get(number), acknowledged.get(number), readBack));
        wires = List.of();
    }

    private boolean check(Wire wire, Acknowledged upload, boolean readBack) throws IOException {
        try (wire) {
            String wanted = noise.sha256(upload.file(), FILE_BYTES);
            if (!wire.get(upload.segment()).contains("\"sha256\":\"" + wanted + "\"")) {
                throw new IOException("acknowledged, but not with the digest of what was sent: " + upload);
            }
            if (readBack && !wire.sha256(upload.segment() + "/content").equals(wanted)) {
                throw new IOException("acknowledged, but something else comes back: " + upload);
            }
            return true;
        }
    }

    /** What the documents of the last turn's files say. */
    public List<String> documents() {
        return all(number -> {
            try (Wire wire = new Wire(port)) {
                return wire.get(acknowledged.get(number).segment());
            }
        });
    }

    private interface Step<T> {
        T run(int number) throws IOException;
    }

    private <T> List<T> all(Step<T> step) {
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            calls.add(() -> step.run(number));
        }
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> done : clients.invokeAll(calls)) {
                results.add(done.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the load was cut off", e);
        }
        return results;
    }

    @Override
    public void close() {
        clients.shutdown();
    }
}
