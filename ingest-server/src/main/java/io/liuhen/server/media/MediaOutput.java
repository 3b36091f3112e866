package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.IOException;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext.Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The only file that a muxer has: {@link OutputLink} behind FFmpeg's callbacks, as {@link MediaInput} is on the other
 * side. One for the life of the process; one file at a time. Confined to the worker's main thread.
 */
final class MediaOutput {
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Writer writer = new Writer();
    private final Seeker seeker = new Seeker();
    private final BackReader backReader = new BackReader();
    private final BackSeeker backSeeker = new BackSeeker();
    private final OwnFileOnly ownFileOnly = new OwnFileOnly();
    private @Nullable OutputLink link;
    private Derivative what = Derivative.PROXY;
    private @Nullable Exception failure;
    private long position;
    private long backPosition;
    private long sizeBytes;

    /** Turns to another job. */
    void use(OutputLink next) {
        link = next;
        failure = null;
    }

    /** Tells how far into the recording the work has come. */
    void tellProgress(long reachedMicros) {
        try {
            link().tellProgress(reachedMicros);
        } catch (IOException e) {
            throw serverGone(e);
        }
    }

    /** Tells what was seen in the recording. */
    void tellSeen(Seen seen) {
        try {
            link().tellSeen(seen);
        } catch (IOException e) {
            throw serverGone(e);
        }
    }

    private OutputLink link() {
        OutputLink current = link;
        if (current == null) {
            throw new IllegalStateException("no job");
        }
        return current;
    }

    /** Begins a file. */
    AVIOContext open(Derivative file) {
        try {
            link().begin(file);
        } catch (IOException e) {
            throw serverGone(e);
        }
        what = file;
        position = 0;
        sizeBytes = 0;
        return context(1, null, writer, seeker);
    }

    private static AVIOContext context(
            int writes,
            @Nullable Read_packet_Pointer_BytePointer_int read,
            @Nullable Write_packet_Pointer_BytePointer_int write,
            Seek_Pointer_long_int seek) {
        Pointer memory = Av.allocated(av_malloc(BUFFER_BYTES));
        return Av.allocated(avio_alloc_context(new BytePointer(memory), BUFFER_BYTES, writes, null, read, write, seek));
    }

    void close(AVIOContext context) {
        BytePointer buffer = context.buffer();
        if (buffer != null) {
            av_free(buffer);
            context.buffer(null);
        }
        avio_context_free(context);
    }

    /** How long the present file is. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** The index is moved to the front by reading the file again: the one thing that a muxer may open. */
    void allowReadingBack(AVFormatContext context) {
        context.io_open(ownFileOnly);
    }

    /** Fails with what failed inside a callback, if anything did. */
    void rethrow() {
        if (failure != null) {
            throw serverGone(failure);
        }
    }

    /** Writes a whole small file. */
    void save(Derivative file, byte[] bytes) {
        try {
            link().save(file, bytes);
        } catch (IOException e) {
            throw serverGone(e);
        }
    }

    private static GivingUpException serverGone(Exception e) {
        return new GivingUpException(LossCause.OUTPUT_FAILED, "What was made cannot be sent: " + e);
    }

    private int write(BytePointer source, int length) {
        if (failure != null) {
            return avutil.AVERROR_EIO();
        }
        try {
            byte[] bytes = new byte[length];
            source.get(bytes);
            for (int at = 0; at < length; at += OutputLink.PIECE_BYTES) {
                int piece = Math.min(OutputLink.PIECE_BYTES, length - at);
                link().write(what, position + at, bytes, at, piece);
            }
            position += length;
            sizeBytes = Math.max(sizeBytes, position);
            return length;
        } catch (IOException | RuntimeException e) {
            failure = e;
            return avutil.AVERROR_EIO();
        }
    }

    private int readBack(BytePointer target, int wanted) {
        if (failure != null) {
            return avutil.AVERROR_EIO();
        }
        try {
            byte[] bytes = link().readBack(what, backPosition, Math.min(wanted, OutputLink.PIECE_BYTES));
            if (bytes.length == 0) {
                return AVERROR_EOF;
            }
            target.put(bytes, 0, bytes.length);
            backPosition += bytes.length;
            return bytes.length;
        } catch (IOException | RuntimeException e) {
            failure = e;
            return avutil.AVERROR_EIO();
        }
    }

    private long seek(long offset, int whence) {
        if ((whence & AVSEEK_SIZE) != 0) {
            return sizeBytes;
        }
        long target = target(offset, whence, position);
        if (target < 0) {
            return avutil.AVERROR_EINVAL();
        }
        position = target;
        return target;
    }

    private long seekBack(long offset, int whence) {
        if ((whence & AVSEEK_SIZE) != 0) {
            return sizeBytes;
        }
        long target = target(offset, whence, backPosition);
        if (target < 0) {
            return avutil.AVERROR_EINVAL();
        }
        backPosition = target;
        return target;
    }

    private long target(long offset, int whence, long from) {
        return switch (whence & ~AVSEEK_FORCE) {
            case SEEK_SET -> offset;
            case SEEK_CUR -> from + offset;
            case SEEK_END -> sizeBytes + offset;
            default -> -1;
        };
    }

    /** Hands the muxer a second view of its own file. */
    private int reopen(@SuppressWarnings("rawtypes") PointerPointer opened) {
        backPosition = 0;
        opened.put(0, context(0, backReader, null, backSeeker));
        return 0;
    }

    // The callbacks only pass on: their superclass has a field "position" of its own.

    private final class Writer extends Write_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer source, int length) {
            return write(source, length);
        }
    }

    private final class Seeker extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            return seek(offset, whence);
        }
    }

    private final class BackReader extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer target, int wanted) {
            return readBack(target, wanted);
        }
    }

    private final class BackSeeker extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            return seekBack(offset, whence);
        }
    }

    private final class OwnFileOnly extends Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer {
        @Override
        @SuppressWarnings("rawtypes") // as the generated class has it
        public int call(
                AVFormatContext muxer, PointerPointer opened, BytePointer url, int flags, PointerPointer options) {
            return flags == AVIO_FLAG_READ ? reopen(opened) : avutil.AVERROR_EACCES();
        }
    }
}
