package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext.Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The only way to the outside that a demuxer has: {@link SourceBlocks} behind FFmpeg's callbacks.
 *
 * <p>One for the life of the process, since native code keeps the callbacks' addresses; the source changes from job to
 * job. An exception must not cross native frames: it is kept, the callback answers with an input error, and
 * {@link #rethrow} brings it back when FFmpeg has returned. Confined to the worker's main thread.
 */
final class MediaInput {

    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Reader reader = new Reader();
    private final Seeker seeker = new Seeker();
    private final NoOtherFile noOtherFile = new NoOtherFile();

    private @Nullable SourceBlocks source;
    private @Nullable Salvaged salvaged;
    private @Nullable Throwable failure;
    private long position;

    /** Turns to another source. */
    void use(SourceBlocks next) {
        source = next;
        salvaged = null;
        failure = null;
        position = 0;
    }

    /** Shows of the same source what was found in it, in place of the whole. */
    void use(Salvaged found) {
        salvaged = found;
        failure = null;
        position = 0;
    }

    /** Whether it shows units of H.264 that were found. */
    boolean isSalvaged() {
        return salvaged != null;
    }

    /** A fresh view of the source from its beginning; at most one at a time. */
    AVIOContext open() {
        position = 0;
        Pointer memory = Av.allocated(av_malloc(BUFFER_BYTES));
        return Av.allocated(avio_alloc_context(new BytePointer(memory), BUFFER_BYTES, 0, null, reader, null, seeker));
    }

    void close(AVIOContext context) {
        BytePointer buffer = context.buffer();
        if (buffer != null) {
            av_free(buffer);
            context.buffer(null);
        }
        avio_context_free(context);
    }

    /** Containers may name other files; whatever they name, it does not open. */
    void forbidOtherFiles(AVFormatContext context) {
        context.io_open(noOtherFile);
    }

    /** Fails with what failed inside a callback, if anything did. */
    void rethrow() {
        if (failure instanceof GivingUpException givingUp) {
            throw givingUp;
        }
        if (failure != null) {
            throw new IllegalStateException("the source could not be read", failure);
        }
    }

    private int read(BytePointer target, int wanted) {
        SourceBlocks blocks = source;
        if (blocks == null || failure != null) {
            return avutil.AVERROR_EIO();
        }
        if (position >= sizeBytes(blocks)) {
            return AVERROR_EOF;
        }
        try {
            Salvaged found = salvaged;
            if (found != null) {
                byte[] bytes = found.read(position, wanted);
                target.put(bytes, 0, bytes.length);
                position += bytes.length;
                return bytes.length == 0 ? AVERROR_EOF : bytes.length;
            }
            byte[] block = blocks.block(position / SourceBlocks.BLOCK_BYTES);
            int offset = (int) (position % SourceBlocks.BLOCK_BYTES);
            int length = Math.min(wanted, block.length - offset);
            if (length <= 0) {
                return AVERROR_EOF;
            }
            target.put(block, offset, length);
            position += length;
            return length;
        } catch (Throwable e) {
            failure = e;
            return avutil.AVERROR_EIO();
        }
    }

    private long seek(long offset, int whence) {
        SourceBlocks blocks = source;
        if (blocks == null) {
            return avutil.AVERROR_EIO();
        }
        if ((whence & AVSEEK_SIZE) != 0) {
            return sizeBytes(blocks);
        }
        long target = switch (whence & ~AVSEEK_FORCE) {
            case SEEK_SET -> offset;
            case SEEK_CUR -> position + offset;
            case SEEK_END -> sizeBytes(blocks) + offset;
            default -> -1;
        };
        if (target < 0) {
            return avutil.AVERROR_EINVAL();
        }
        position = target;
        return target;
    }

    private long sizeBytes(SourceBlocks blocks) {
        Salvaged found = salvaged;
        return found == null ? blocks.sizeBytes() : found.sizeBytes();
    }

    private final class Reader extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer target, int wanted) {
            return read(target, wanted);
        }
    }

    private final class Seeker extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            return seek(offset, whence);
        }
    }

    private static final class NoOtherFile
            extends Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer {
        @Override
        @SuppressWarnings("rawtypes") // as the generated class has it
        public int call(
                AVFormatContext context, PointerPointer opened, BytePointer url, int flags, PointerPointer options) {
            return avutil.AVERROR_EACCES();
        }
    }
}
