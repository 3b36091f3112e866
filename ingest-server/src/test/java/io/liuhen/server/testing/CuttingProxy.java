package io.liuhen.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A line between clients and a server that breaks when it has carried enough, and is whole again for who comes next. */
public final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 8192;

    private final ServerSocket listening;
    private final int target;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private long leftBytes = Long.MAX_VALUE;
    private int cuts;

    /** A line to a port of this machine. */
    public CuttingProxy(int target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::acceptAll);
    }

    /** The line breaks, with all its connections, when it has carried this many bytes more to the server. */
    public synchronized void cutAfter(long bytes) {
        leftBytes = bytes;
    }

    /** How often it has broken. */
    public synchronized int cuts() {
        return cuts;
    }

    /** An address at this end of the line. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                run("there", () -> pump(client, server, true));
                run("back", () -> pump(server, client, false));
            }
        } catch (IOException closed) {
            // Nobody listens any more.
            return;
        }
    }

    private void pump(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                int carried = counted ? carry(count) : count;
                out.write(buffer, 0, carried);
                if (carried < count) {
                    breakAll();
                    return;
                }
            }
        } catch (IOException broken) {
            // One side is gone: so shall be the other.
            breakOff(from);
        }
        breakOff(from);
        breakOff(to);
    }

    /** How many of these bytes the line still carries. */
    private synchronized int carry(int count) {
        int carried = (int) Math.min(count, leftBytes);
        leftBytes -= carried;
        if (carried < count) {
            leftBytes = Long.MAX_VALUE;
            cuts++;
        }
        return carried;
    }

    private void breakAll() {
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            breakOff(socket);
        }
    }

    private static void breakOff(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        breakAll();
    }
}
