package io.liuhen.server.media;

import java.io.IOException;

/**
 * In a worker: the way of what it makes to the server, piece by piece. A worker has no file of its own: the server
 * writes what it is sent, and bounds it. Confined to the worker's main thread.
 */
final class OutputLink {
    static final int PIECE_BYTES = 128 << 10;

    private final ParentLink link;
    private final SourceBlocks source;

    OutputLink(ParentLink link, SourceBlocks source) {
        this.link = link;
        this.source = source;
    }

    /** Begins a file, or begins it anew: what was written of it before is forgotten. */
    void begin(Derivative what) throws IOException {
        link.send(Wire.BEGIN, out -> out.writeByte(what.number));
    }

    void write(Derivative what, long offset, byte[] bytes, int from, int length) throws IOException {
        link.send(Wire.WRITE, out -> {
            out.writeByte(what.number);
            out.writeLong(offset);
            out.write(bytes, from, length);
        });
    }

    /** What stands in the file at that place; shorter at its end. */
    byte[] readBack(Derivative what, long offset, int length) throws IOException {
        // Answers come in the order of the questions, and a piece of the source may still be on its way.
        source.settle();
        link.send(Wire.READ_BACK, out -> {
            out.writeByte(what.number);
            out.writeLong(offset);
            out.writeInt(length);
        });
        Wire.Frame frame = link.next();
        if (frame.type != Wire.BYTES || frame.payload.length > length) {
            throw new Wire.GarbledException("expected what was written, got frame of type " + (int) frame.type);
        }
        return frame.payload;
    }

    /** A whole small file. */
    void save(Derivative what, byte[] bytes) throws IOException {
        begin(what);
        for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
            write(what, at, bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
        }
    }

    /** Tells what was seen in the recording. */
    void tellSeen(Seen seen) throws IOException {
        link.send(Wire.SEEN, out -> SeenOnWire.write(seen, out));
    }

    /** Tells how far into the recording the work has come. */
    void tellProgress(long reachedMicros) throws IOException {
        link.send(Wire.PROGRESS, out -> out.writeLong(reachedMicros));
    }
}
