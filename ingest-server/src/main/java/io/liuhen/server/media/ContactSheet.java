package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Pictures at even distances from the beginning of a recording to its end, on one sheet. Fed with the frames that are
 * decoded anyway.
 *
 * <p>How long a recording is is not believed but seen: every picture is kept until there are twice as many as fit; then
 * every other one is dropped, and from there on pictures are kept at the distance of those that are left. So a sheet costs a few hundred small scalings at most, and needs
 * the memory of thirty-two small pictures.
 */
final class ContactSheet implements AutoCloseable {
    /** Of the filters, which want a clock. */
    private static final int TICKS_PER_SECOND = 25;

    private static final int BLACK = 0;
    private static final int NO_COLOR = 128;

    private final PreviewSettings settings;
    private final PictureWatch watch;
    private final Picture picture;
    /** Each picture as its three planes, row by row. */
    private final List<byte[][]> cells = new ArrayList<>();

    private final List<Long> instantsMicros = new ArrayList<>();
    private long distanceMicros;
    private long nextMicros = Long.MIN_VALUE;
    private @Nullable FilterGraph filters;
    private String shape = "";

    /** @param watch looks at every frame that is offered, also at those that are not on the sheet */
    ContactSheet(AVStream stream, PreviewSettings settings, PictureWatch watch) {
        this.settings = settings;
        this.watch = watch;
        this.picture = Picture.still(stream, Prober.orientationOf(stream), settings.cellPixels());
    }

    /** Looks at a frame as it was decoded. It stays the caller's. */
    void offer(AVFrame frame, long atMicros) {
        watch.offer(frame, atMicros);
        if (atMicros < nextMicros) {
            return;
        }
        try {
            PictureFilters.setSaneColors(frame, picture);
            filtersFor(frame).filter(frame, small -> keep(small, atMicros));
        } catch (RefusedException e) {
            if (e.reason != Reason.DAMAGED) {
                throw e;
            }
            // A frame in a strange form is missing on the sheet; the next one may do.
            dropFilters();
            return;
        }
        nextMicros = atMicros + distanceMicros;
        if (cells.size() >= 2 * settings.cells()) {
            thinOut();
        }
    }

    private FilterGraph filtersFor(AVFrame frame) {
        String wanted = PictureFilters.shape(frame, TICKS_PER_SECOND);
        FilterGraph current = filters;
        if (current != null && wanted.equals(shape)) {
            return current;
        }
        dropFilters();
        FilterGraph fresh = FilterGraph.ofPictures(wanted, PictureFilters.forStill(frame, picture));
        filters = fresh;
        shape = wanted;
        return fresh;
    }

    private void keep(AVFrame small, long atMicros) {
        byte[][] planes = new byte[3][];
        for (int plane = 0; plane < planes.length; plane++) {
            int width = widthOf(plane);
            byte[] rows = new byte[width * heightOf(plane)];
            BytePointer data = new BytePointer(small.data(plane));
            for (int y = 0; y < heightOf(plane); y++) {
                data.position((long) y * small.linesize(plane)).get(rows, y * width, width);
            }
            planes[plane] = rows;
        }
        cells.add(planes);
        instantsMicros.add(atMicros);
    }

    private void thinOut() {
        for (int i = cells.size() - 1; i > 0; i -= 2) {
            cells.remove(i);
            instantsMicros.remove(i);
        }
        int last = instantsMicros.size() - 1;
        long spannedMicros = instantsMicros.get(last) - instantsMicros.get(0);
        distanceMicros = Math.max(distanceMicros, spannedMicros / Math.max(1, last));
        nextMicros = instantsMicros.get(last) + distanceMicros;
    }

    /** Writes the sheet; empty where no picture came. */
    Optional<MadeFile> save(MediaOutput output, long damagedPackets) {
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        List<byte[][]> chosen = chosen();
        int columns = Math.min(settings.columns(), chosen.size());
        int rows = (chosen.size() + columns - 1) / columns;
        int width = columns * picture.width();
        int height = rows * picture.height();
        AVFrame sheet = Av.allocated(av_frame_alloc());
        try (Encoder encoder = Encoder.jpeg(width, height)) {
            sheet.format(AV_PIX_FMT_YUV420P);
            sheet.width(width);
            sheet.height(height);
            sheet.color_range(AVCOL_RANGE_JPEG);
            sheet.pts(0);
            Av.check(av_frame_get_buffer(sheet, 0), "contact sheet");
            for (int plane = 0; plane < 3; plane++) {
                paint(sheet, plane, chosen, columns, rows);
            }
            ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            encoder.encode(sheet, packet -> Encoder.append(packet, jpeg));
            encoder.encode(null, packet -> Encoder.append(packet, jpeg));
            output.save(Derivative.CONTACT_SHEET, jpeg.toByteArray());
        } finally {
            av_frame_free(sheet);
        }
        return Optional.of(MadeFile.picture(Derivative.CONTACT_SHEET, width, height, damagedPackets));
    }

    private List<byte[][]> chosen() {
        int wanted = Math.min(settings.cells(), cells.size());
        List<byte[][]> chosen = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            chosen.add(cells.get((int) ((long) i * cells.size() / wanted)));
        }
        return chosen;
    }

    private void paint(AVFrame sheet, int plane, List<byte[][]> chosen, int columns, int rows) {
        BytePointer data = new BytePointer(sheet.data(plane));
        int cellWidth = widthOf(plane);
        int cellHeight = heightOf(plane);
        byte[] line = new byte[columns * cellWidth];
        for (int y = 0; y < rows * cellHeight; y++) {
            for (int column = 0; column < columns; column++) {
                int index = y / cellHeight * columns + column;
                int from = column * cellWidth;
                if (index < chosen.size()) {
                    byte[] cell = chosen.get(index)[plane];
                    System.arraycopy(cell, y % cellHeight * cellWidth, line, from, cellWidth);
                } else {
                    Arrays.fill(line, from, from + cellWidth, (byte) (plane == 0 ? BLACK : NO_COLOR));
                }
            }
            data.position((long) y * sheet.linesize(plane)).put(line, 0, line.length);
        }
    }

    private int widthOf(int plane) {
        return plane == 0 ? picture.width() : picture.width() / 2;
    }

    private int heightOf(int plane) {
        return plane == 0 ? picture.height() : picture.height() / 2;
    }

    private void dropFilters() {
        FilterGraph dropped = filters;
        filters = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    @Override
    public void close() {
        dropFilters();
    }
}
