package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_HWACCEL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_PAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import org.bytedeco.ffmpeg.avutil.AVComponentDescriptor;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;

/**
 * In a worker: looks at every decoded picture, in a grid of {@value #COLUMNS} by {@value #ROWS} points, for stretches that
 * are black or in which nothing moves. Before any mark or text is drawn on the copy, which would be neither.
 */
final class PictureWatch {
    private static final int COLUMNS = 32;
    private static final int ROWS = 18;
    private static final int POINTS = COLUMNS * ROWS;

    /** A tenth of the way from black to white, in each range of values. */
    private static final int DARK_WIDE = 26;

    private static final int DARK_NARROW = 38;

    /** A light that a recorder draws into its picture, like a clock, does not make a covered lens bright. */
    private static final int DARK_PERCENT = 95;

    /** Cameras tremble by more than this, whatever they look at; a picture that is coded again differs by less. */
    private static final int STILL_TIMES = 4;

    private final Stretches black = new Stretches();
    private final Stretches frozen = new Stretches();
    private byte[] now = new byte[POINTS];
    private byte[] before = new byte[POINTS];
    private byte[] line = new byte[0];
    private long beforeMicros;
    private boolean hasBefore;
    private boolean hasSeen;

    /** Looks at a frame as it was decoded. It stays the caller's. */
    void offer(AVFrame frame, long atMicros) {
        if (!sample(frame)) {
            hasBefore = false;
            return;
        }
        hasSeen = true;
        boolean dark = isDark(frame.color_range() == AVCOL_RANGE_JPEG ? DARK_WIDE : DARK_NARROW);
        if (dark) {
            black.on(atMicros, atMicros);
        } else {
            black.off(atMicros);
        }
        if (hasBefore && !dark && isStill()) {
            frozen.on(beforeMicros, atMicros);
        } else {
            frozen.off(beforeMicros);
        }
        byte[] last = before;
        before = now;
        now = last;
        beforeMicros = atMicros;
        hasBefore = true;
    }

    boolean hasSeen() {
        return hasSeen;
    }

    Stretches black() {
        return black;
    }

    Stretches frozen() {
        return frozen;
    }

    private boolean isDark(int limit) {
        int dark = 0;
        for (byte point : now) {
            dark += (point & 0xff) <= limit ? 1 : 0;
        }
        return dark * 100 >= POINTS * DARK_PERCENT;
    }

    private boolean isStill() {
        int difference = 0;
        for (int i = 0; i < POINTS; i++) {
            difference += Math.abs((now[i] & 0xff) - (before[i] & 0xff));
        }
        return difference * STILL_TIMES <= POINTS;
    }

    /** Takes the brightness of each point, or of green where there is none; false for forms that hide it. */
    private boolean sample(AVFrame frame) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
        int hidden = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM;
        if (format == null || format.isNull() || (format.flags() & hidden) != 0) {
            return false;
        }
        boolean green = (format.flags() & AV_PIX_FMT_FLAG_RGB) != 0 && format.nb_components() >= 3;
        AVComponentDescriptor point = format.comp(green ? 1 : 0);
        int width = frame.width();
        int height = frame.height();
        int lineBytes = Math.abs(frame.linesize(point.plane()));
        int needed = (width - 1) * point.step() + point.offset() + (point.depth() > Byte.SIZE ? 2 : 1);
        if (width < COLUMNS || height < ROWS || needed > lineBytes || frame.data(point.plane()) == null) {
            return false;
        }
        if (line.length < needed) {
            line = new byte[needed];
        }
        BytePointer data = new BytePointer(frame.data(point.plane()));
        boolean bigEndian = (format.flags() & AV_PIX_FMT_FLAG_BE) != 0;
        for (int row = 0; row < ROWS; row++) {
            long y = (2L * row + 1) * height / (2 * ROWS);
            data.position(y * frame.linesize(point.plane())).get(line, 0, needed);
            for (int column = 0; column < COLUMNS; column++) {
                int x = (2 * column + 1) * width / (2 * COLUMNS);
                now[row * COLUMNS + column] = (byte) value(point, x * point.step() + point.offset(), bigEndian);
            }
        }
        return true;
    }

    private int value(AVComponentDescriptor point, int at, boolean bigEndian) {
        if (point.depth() <= Byte.SIZE) {
            return line[at] & 0xff;
        }
        int high = line[bigEndian ? at : at + 1] & 0xff;
        int low = line[bigEndian ? at + 1 : at] & 0xff;
        return ((high << Byte.SIZE | low) >> point.shift()) >> (point.depth() - Byte.SIZE);
    }
}
