package io.liuhen.server.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bare connection: sends exactly what it is told to, at the moment it is told to. */
public final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    /** A server that cannot make out the version answers in any. */
    private static final Pattern STATUS_LINE = Pattern.compile("[A-Z]+/[0-9]\\.[0-9] ([0-9]{3})( .*)?");

    private final Socket socket;
    private final InputStream in;

    /** A connection to a port of this machine. */
    public RawConnection(int port) {
        try {
            socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A bare connection inside an encrypted one that was agreed to speak this protocol, to a port of this machine. */
    public static RawConnection encrypted(int port, String protocol) {
        try {
            return new RawConnection(new TrustingSocket(port, "TLSv1.3", protocol).socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawConnection(Socket connected) throws IOException {
        socket = connected;
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The head of a request with a Host header and those given, as lines. */
    public static String head(String requestLine, String... headerLines) {
        StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** The head of a tus request that appends. */
    public static String patch(String upload, long offset, long length, String... headerLines) {
        List<String> lines = new ArrayList<>(List.of(
                "Tus-Resumable: 1.0.0",
                "Upload-Offset: " + offset,
                "Content-Type: " + Tus.OFFSET_STREAM,
                length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + length));
        lines.addAll(List.of(headerLines));
        return head("PATCH " + upload, lines.toArray(String[]::new));
    }

    /** Sends text, one byte for each of its characters. */
    public RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sends bytes as one chunk of a chunked body. */
    public RawConnection sendChunk(byte[] bytes) {
        return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
    }

    /** Sends what the other side may refuse to read, as far as it lets us. */
    public RawConnection trySend(byte[] bytes) {
        try {
            send(bytes);
        } catch (UncheckedIOException e) {
            // It has stopped listening; what it said before can still be read.
            return this;
        }
        return this;
    }

    /** The next answer, whatever it is. */
    public Answer next() {
        return read(false).orElseThrow(() -> new AssertionError("the connection was closed without an answer"));
    }

    /** The next answer that is not an interim one. */
    public Answer answer() {
        Answer answer = next();
        return answer.status() < 200 ? answer() : answer;
    }

    /** As {@link #answer}, to a HEAD request: there is no body, whatever the length says. */
    public Answer answerToHead() {
        return read(true).orElseThrow(() -> new AssertionError("the connection was closed without an answer"));
    }

    /** The final answer; empty if the connection was closed without one. */
    public Optional<Answer> answerIfAny() {
        Optional<Answer> answer = read(false);
        return answer.isPresent() && answer.get().status() < 200 ? answerIfAny() : answer;
    }

    /** Waits until the other side has closed the connection; false if it sends something instead. */
    public boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException e) {
            return true;
        }
    }

    /** What has been sent, up to the moment at which the connection was closed. */
    public byte[] readUntilClosed() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open after " + all.size() + " bytes", e);
        } catch (IOException e) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    private Optional<Answer> read(boolean head) {
        try {
            String statusLine = line();
            Matcher match = STATUS_LINE.matcher(statusLine);
            if (!match.matches()) {
                throw new AssertionError("no status line: " + statusLine);
            }
            int status = Integer.parseInt(match.group(1));
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            boolean bodiless = head || status < 200 || status == 204 || status == 304;
            return Optional.of(new Answer(status, headers, bodiless ? new byte[0] : body(headers)));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer comes", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("Content-Length")) {
            return exactly(Integer.parseInt(headers.get("Content-Length").get(0)));
        }
        if (headers.containsKey("Transfer-Encoding")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.write(exactly(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        return readUntilClosed();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the body ended " + (count - bytes.length) + " bytes early");
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

    /** Breaks the line as a pulled plug does: the other side sees a reset, not an end. */
    public void breakOff() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
