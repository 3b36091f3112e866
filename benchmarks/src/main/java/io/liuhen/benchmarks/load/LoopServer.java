package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The least that a server can do: a thread for each connection, which reads the socket into a buffer and hands that to a
 * {@link Sink}. Speaks as much of tus as {@link Load} does.
 */
public final class LoopServer implements AutoCloseable {
    private static final int THREADS = 8;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");
    private static final Pattern UPLOAD_LENGTH = Pattern.compile("(?i)\r\nupload-length: *([0-9]+)");

    private final ServerSocketChannel listener;
    private final Supplier<Sink> sinks;
    private final ExecutorService threads;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    /** Where the bytes of one upload go. */
    public interface Sink {
        /** A buffer to read into; what lies in it is not needed any more. */
        ByteBuffer buffer();

        /** Takes what was read into the buffer. */
        void take(ByteBuffer bytes);

        /** Makes what was taken durable. */
        void commit();

        /** Ends the upload; its SHA-256 in hex. */
        String finish();
    }

    private static final class Upload {
        private final Sink sink;
        private final long lengthBytes;
        private long offsetBytes;
        private String sha256 = "";

        Upload(Sink sink, long lengthBytes) {
            this.sink = sink;
            this.lengthBytes = lengthBytes;
        }
    }

    /** A server on a free port of this machine. */
    public LoopServer(Supplier<Sink> sinks) throws IOException {
        this.sinks = sinks;
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        AtomicInteger number = new AtomicInteger();
        // Threads stay: the time of one that has ended could not be read any more.
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "loop-server-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.execute(this::accept);
    }

    /** Its port. */
    public int port() {
        return listener.socket().getLocalPort();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel connection = listener.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                // It was closed.
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        ByteBuffer heads = ByteBuffer.allocate(4 << 10).limit(0);
        connections.add(connection);
        try (connection) {
            for (String head = head(connection, heads); !head.isEmpty(); head = head(connection, heads)) {
                String address = head.split(" ", 3)[1];
                if (head.startsWith("POST")) {
                    String upload = "/files/" + count.incrementAndGet();
                    uploads.put(upload, new Upload(sinks.get(), number(UPLOAD_LENGTH, head)));
                    answer(connection, "201 Created", "Location: " + upload + "\r\nContent-Length: 0\r\n", "");
                } else if (head.startsWith("PATCH")) {
                    Upload upload = known(address);
                    append(connection, heads, upload, number(LENGTH, head));
                    answer(connection, "204 No Content", "Upload-Offset: " + upload.offsetBytes + "\r\n", "");
                } else {
                    Upload upload = known(address.replace("/segments/", "/files/"));
                    String document = "{\"sha256\":\"" + upload.sha256 + "\"}";
                    answer(connection, "200 OK", "Content-Length: " + document.length() + "\r\n", document);
                }
            }
        } catch (IOException e) {
            if (listener.isOpen()) {
                throw new UncheckedIOException(e);
            }
        } finally {
            connections.remove(connection);
        }
    }

    private Upload known(String address) throws IOException {
        Upload upload = uploads.get(address);
        if (upload == null) {
            throw new IOException("there is no " + address);
        }
        return upload;
    }

    private static long number(Pattern header, String head) throws IOException {
        Matcher match = header.matcher(head);
        if (!match.find()) {
            throw new IOException("a header is missing: " + head);
        }
        return Long.parseLong(match.group(1));
    }

    /** The next head; empty at the end of the connection. What follows it stays in the buffer. */
    private static String head(SocketChannel connection, ByteBuffer heads) throws IOException {
        StringBuilder head = new StringBuilder();
        while (true) {
            while (heads.hasRemaining()) {
                head.append((char) heads.get());
                int length = head.length();
                if (length >= 4 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
                    return head.toString();
                }
            }
            if (connection.read(heads.clear()) < 0) {
                return "";
            }
            heads.flip();
        }
    }

    private static void append(SocketChannel connection, ByteBuffer heads, Upload upload, long count)
            throws IOException {
        long left = count;
        while (left > 0) {
            ByteBuffer buffer = upload.sink.buffer().clear();
            buffer.limit((int) Math.min(buffer.capacity(), left));
            while (heads.hasRemaining() && buffer.hasRemaining()) {
                buffer.put(heads.get());
            }
            // Fuller buffers are fewer writes; Vert.x's pieces are as large.
            while (buffer.hasRemaining()) {
                if (connection.read(buffer) < 0) {
                    throw new IOException("the body ended early");
                }
            }
            left -= buffer.flip().remaining();
            upload.sink.take(buffer);
        }
        upload.sink.commit();
        upload.offsetBytes += count;
        if (upload.offsetBytes == upload.lengthBytes) {
            upload.sha256 = upload.sink.finish();
        }
    }

    private static void answer(SocketChannel connection, String status, String headers, String body)
            throws IOException {
        ByteBuffer answer = ByteBuffer.wrap(
                ("HTTP/1.1 " + status + "\r\n" + headers + "\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        while (answer.hasRemaining()) {
            connection.write(answer);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        // Not by interrupts: those would close files that others use.
        for (SocketChannel connection : connections) {
            connection.close();
        }
        threads.shutdown();
    }
}
