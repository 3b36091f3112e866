package io.liuhen.server.http;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A connection that speaks frames of HTTP/2, as it is told to. */
final class FrameLine implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int UNKNOWN = 0xbe;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int WITH_PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    private final Socket socket;
    private final DataInputStream in;

    /** A connection to a port of this machine, with the preface sent. */
    FrameLine(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        socket.getOutputStream().write(frame(type, flags, stream, payload));
    }

    /** Sends as long as the other side lets us; whether it stopped that. */
    boolean flood(byte[] frames, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(frames);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads on to the end: whether the server ended it, by a GOAWAY or by closing. */
    boolean endedByServer() throws IOException {
        try {
            while (true) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5L + length);
                if (type == GOAWAY) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The status of a stream's answer; 400 also where the stream is reset as malformed (RFC 9113 §8.1.1). */
    int status(int wanted) throws IOException {
        while (true) {
            int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == GOAWAY || (type == RST_STREAM && stream == wanted)) {
                return 400;
            }
            if (type == HEADERS && stream == wanted) {
                return first(payload, (flags & WITH_PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
            }
        }
    }

    /** The status is the first field: from the table, or a literal of three digits. */
    private static int first(byte[] block, int at) {
        return switch (block[at] & 0xff) {
            case 0x88 -> 200;
            case 0x8c -> 400;
            case 0x48 -> Integer.parseInt(new String(block, at + 2, 3, StandardCharsets.US_ASCII));
            default ->
                throw new IllegalStateException(
                        "not a status: " + HexFormat.of().formatHex(block));
        };
    }

    /** Reads on until a stream is answered; false if the connection ends before. */
    boolean answered(int wanted) throws IOException {
        try {
            while (true) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(1);
                int stream = in.readInt();
                in.skipNBytes(length);
                if (type == HEADERS && stream == wanted) {
                    return true;
                }
                if (type == GOAWAY) {
                    return false;
                }
            }
        } catch (EOFException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Takes in little before its answers are read. */
    void receiveLittle() throws SocketException {
        socket.setReceiveBufferSize(4096);
    }

    /** One frame (RFC 9113 §4.1). */
    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }
}
