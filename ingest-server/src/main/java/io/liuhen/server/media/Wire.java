package io.liuhen.server.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * The protocol between the server and a worker, over the worker's standard input and output.
 *
 * <pre>
 *   frame   := type(1) length(4, big endian) payload(length)
 *
 *   worker → server                            server → worker
 *   'H' hello    version(4) decoders(utf)      'J' job      as {@link Job} writes it
 *   'R' read     offset(8) length(4)           'B' bytes    exactly those asked for, fewer only at the end
 *   'O' begin    file(1)                       'X' failed   the source cannot be read: utf
 *   'W' write    file(1) offset(8) bytes
 *   'V' re-read  file(1) offset(8) length(4)
 *   'P' progress micros(8)
 *   'S' seen     as {@link SeenOnWire} writes it
 *   'A' answer   as {@link Answer} writes it
 * </pre>
 *
 * The worker says hello once. Then, for each job: the server sends {@code J}; the worker sends any number of reads and
 * re-reads, each of which gets one {@code B} or {@code X}, in their order, and of what it makes, which gets no answer;
 * the worker sends one {@code A}, after every read has got its answer. A file is a {@link Derivative} by its number. The server speaks only when asked, so a frame that nobody waits for is an error.
 *
 * <p>Both sides bound what they accept before they take memory for it. There is no way to get back into step: whoever
 * reads something else than the above throws {@link GarbledException} and gives the other side up. Ends of the stream
 * inside a frame are an {@link EOFException}.
 */
final class Wire {

    /** Both sides come from the same jar; this catches a class path that was exchanged under a running server. */
    static final int VERSION = 3;

    /** The largest piece that a worker may ask for at once. */
    static final int MAX_READ_BYTES = 1 << 20;

    /** Everything that a worker says fits: facts with all their tags and streams are the longest. */
    static final int MAX_FROM_WORKER_BYTES = 2 << 20;

    /** A piece of the source, or a job. */
    static final int MAX_TO_WORKER_BYTES = MAX_READ_BYTES;

    static final char HELLO = 'H';
    static final char READ = 'R';
    static final char BEGIN = 'O';
    static final char WRITE = 'W';
    static final char READ_BACK = 'V';
    static final char PROGRESS = 'P';
    static final char SEEN = 'S';
    static final char ANSWER = 'A';
    static final char JOB = 'J';
    static final char BYTES = 'B';
    static final char SOURCE_FAILED = 'X';

    private Wire() {}

    /** One message. */
    static final class Frame {

        final char type;
        final byte[] payload;

        Frame(char type, byte[] payload) {
            this.type = type;
            this.payload = payload;
        }

        DataInputStream open() {
            return new DataInputStream(new ByteArrayInputStream(payload));
        }
    }

    /** The other side does not speak this protocol, or no longer. */
    static final class GarbledException extends IOException {
        private static final long serialVersionUID = 1L;

        GarbledException(String message) {
            super(message);
        }
    }

    /** Waits for a whole frame. */
    static Frame read(InputStream in, int maxPayloadBytes) throws IOException {
        DataInputStream data = new DataInputStream(in);
        char type = (char) data.readUnsignedByte();
        int length = data.readInt();
        if (length < 0 || length > maxPayloadBytes) {
            throw new GarbledException("frame of type " + (int) type + " announces " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("stream ends inside a frame");
        }
        return new Frame(type, payload);
    }

    static void write(OutputStream out, char type, byte[] payload) throws IOException {
        write(out, type, payload, payload.length);
    }

    static void write(OutputStream out, char type, byte[] payload, int length) throws IOException {
        byte[] head = {(byte) type, (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        };
        out.write(head);
        out.write(payload, 0, length);
        out.flush();
    }

    /** Puts fields one after the other. */
    static byte[] payload(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            fields.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("a payload in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** What has fields to send. */
    @FunctionalInterface
    interface Fields {
        void writeTo(DataOutputStream out) throws IOException;
    }
}
