package io.liuhen.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection that speaks as much of HTTP/1.1 and tus as it takes to upload and to look. Confined to one thread. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    /** A connection to a port of this machine. */
    Wire(int port) throws IOException {
        this(port, BUFFER_BYTES);
    }

    /** @param bufferBytes for what is read: little where there are many connections */
    Wire(int port, int bufferBytes) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), bufferBytes);
        out = socket.getOutputStream();
    }

    /** The head of an answer. */
    record Head(int status, Map<String, String> headers) {
        long length() {
            return Long.parseLong(headers.getOrDefault("content-length", "0"));
        }

        Head expect(int expected) throws IOException {
            if (status != expected) {
                throw new IOException("the answer is " + status + ", not " + expected + ": " + headers);
            }
            return this;
        }
    }

    /** Creates an upload; its address. */
    String create(long lengthBytes) throws IOException {
        send("POST /files", "Tus-Resumable: 1.0.0", "Upload-Length: " + lengthBytes, "Content-Length: 0");
        Head head = head().expect(201);
        skip(head);
        String location = head.headers().getOrDefault("location", "");
        int files = location.indexOf("/files/");
        if (files < 0) {
            throw new IOException("no address of the upload: " + head);
        }
        return location.substring(files);
    }

    /** Begins to append; the body is to follow by {@link #body()}. */
    void patch(String upload, long offsetBytes, long count) throws IOException {
        send(
                "PATCH " + upload,
                "Tus-Resumable: 1.0.0",
                "Upload-Offset: " + offsetBytes,
                "Content-Type: application/offset+octet-stream",
                "Content-Length: " + count);
    }

    /** Where a body goes; nothing lies in between. */
    OutputStream body() {
        return out;
    }

    /** Waits until what was appended is acknowledged. */
    void acknowledged(long offsetBytes) throws IOException {
        Head head = head().expect(204);
        if (!head.headers().getOrDefault("upload-offset", "").equals(String.valueOf(offsetBytes))) {
            throw new IOException("acknowledged is something else than what was sent: " + head);
        }
    }

    /** A document. */
    String get(String address) throws IOException {
        send("GET " + address);
        Head head = head().expect(200);
        return new String(exactly((int) head.length()), StandardCharsets.UTF_8);
    }

    /** The SHA-256 of an answer's bytes, in hex. */
    String sha256(String address) throws IOException {
        send("GET " + address);
        long left = head().expect(200).length();
        MessageDigest digest = Noise.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException(left + " bytes are missing of " + address);
            }
            digest.update(buffer, 0, count);
            left -= count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void send(String requestLine, String... lines) throws IOException {
        String head = requestLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + String.join("\r\n", lines)
                + (lines.length == 0 ? "\r\n" : "\r\n\r\n");
        out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private Head head() throws IOException {
        String[] statusLine = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Head(Integer.parseInt(statusLine[1]), headers);
    }

    private void skip(Head head) throws IOException {
        exactly((int) head.length());
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the answer ended " + (count - bytes.length) + " bytes early");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
