package io.liuhen.server.media;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The worker's end of the {@link Wire}.
 *
 * <p>Standard input is read by a thread of its own for one reason: when the server goes away, the worker must go too,
 * whatever its decoder is doing. That thread ends the process at the end of the stream, without asking anyone.
 */
final class ParentLink {

    /** Exit codes, to tell why a worker went. */
    static final int EXIT_PARENT_GONE = 0;

    static final int EXIT_GARBLED = 65;

    private final InputStream in;
    private final OutputStream out;

    /** Never fills up: at most one job and two pieces are under way. */
    private final BlockingQueue<Wire.Frame> arrived = new ArrayBlockingQueue<>(4);

    ParentLink(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    void start() {
        Thread listener = new Thread(this::listen, "parent-link");
        listener.setDaemon(true);
        listener.start();
    }

    /** Waits for the server's next word. */
    Wire.Frame next() throws IOException {
        try {
            return arrived.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the server", e);
        }
    }

    void send(char type, Wire.Fields fields) throws IOException {
        Wire.write(out, type, Wire.payload(fields));
    }

    private void listen() {
        try {
            while (true) {
                arrived.put(Wire.read(in, Wire.MAX_TO_WORKER_BYTES));
            }
        } catch (EOFException e) {
            Runtime.getRuntime().halt(EXIT_PARENT_GONE);
        } catch (IOException | InterruptedException | RuntimeException | OutOfMemoryError e) {
            Runtime.getRuntime().halt(EXIT_GARBLED);
        }
    }
}
