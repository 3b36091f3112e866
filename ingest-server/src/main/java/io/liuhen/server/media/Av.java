package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** The manners of FFmpeg's C interface: error numbers, missing pointers, instants counted in fractions. */
final class Av {

    private Av() {}

    /** A call into FFmpeg answered with an error. */
    static final class AvException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final int code;

        AvException(String what, int code) {
            super(what + ": " + text(code));
            this.code = code;
        }
    }

    /** Gives the answer back if it is none of an error. Memory is told apart: every call may run into its limit. */
    static int check(int answer, String what) {
        if (answer == avutil.AVERROR_ENOMEM()) {
            throw RefusedException.tooMuchMemory();
        }
        if (answer < 0) {
            throw new AvException(what, answer);
        }
        return answer;
    }

    /** FFmpeg answers with nothing when it could not allocate. */
    static <P extends Pointer> P allocated(@Nullable P pointer) {
        if (pointer == null || pointer.isNull()) {
            throw RefusedException.tooMuchMemory();
        }
        return pointer;
    }

    static String text(int code) {
        byte[] buffer = new byte[128];
        av_strerror(code, buffer, buffer.length);
        int length = 0;
        while (length < buffer.length && buffer[length] != 0) {
            length++;
        }
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    /** A C string, or an empty one where there is none. */
    static String string(@Nullable BytePointer pointer) {
        return pointer == null || pointer.isNull() ? "" : pointer.getString(StandardCharsets.UTF_8);
    }

    static boolean known(long timestamp) {
        return timestamp != AV_NOPTS_VALUE;
    }

    /** An instant or a span in microseconds; 0 where it is unknown. */
    static long micros(long timestamp, AVRational base) {
        if (!known(timestamp) || base.num() <= 0 || base.den() <= 0) {
            return 0;
        }
        return av_rescale(timestamp, 1_000_000L * base.num(), base.den());
    }
}
