package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What is done to the pictures of a copy between scaling and encoding: regions are hidden, a stamp is put over them.
 *
 * <p>A picture is shown until the next one comes, however long that is, so it is held until then: where pictures are
 * missing, one from before a span would else be seen in it, unhidden.
 */
final class Retouch implements AutoCloseable {
    private final List<RegionPainter> regions;
    private final Optional<StampPainter> stamp;
    private final AVFrame held = Av.allocated(av_frame_alloc());
    private boolean holds;
    private boolean first = true;

    Retouch(Rendering rendering, int width, int height) {
        this.regions = rendering.edits().regions().stream()
                .map(region -> new RegionPainter(region, width, height))
                .toList();
        this.stamp = rendering.stamp().map(writing -> new StampPainter(writing, width, height));
    }

    /** Takes a picture, and lets out the one before, or this one where nothing is to be hidden. It stays the caller's. */
    void take(AVFrame frame, Decoder.Frames to) {
        if (regions.isEmpty()) {
            letOut(frame, 0, 0, to);
            return;
        }
        letOutHeld(micros(frame.pts()), to);
        Av.check(av_frame_ref(held, frame), "picture");
        holds = true;
    }

    /** Lets out what is left. */
    void finish(Decoder.Frames to) {
        letOutHeld(Long.MAX_VALUE, to);
    }

    private void letOutHeld(long untilMicros, Decoder.Frames to) {
        if (!holds) {
            return;
        }
        // Players show the first picture from the very beginning.
        long fromMicros = first ? Long.MIN_VALUE : micros(held.pts());
        first = false;
        letOut(held, fromMicros, untilMicros, to);
        av_frame_unref(held);
        holds = false;
    }

    private void letOut(AVFrame frame, long fromMicros, long untilMicros, Decoder.Frames to) {
        if (!regions.isEmpty() || stamp.isPresent()) {
            Av.check(av_frame_make_writable(frame), "picture");
            regions.forEach(region -> region.paint(frame, fromMicros, untilMicros));
            stamp.ifPresent(painter -> painter.paint(frame));
        }
        to.take(frame);
    }

    private static long micros(long ticks) {
        return Math.round(ticks * (1e6 / Encoder.VIDEO_TICKS_PER_SECOND));
    }

    @Override
    public void close() {
        av_frame_free(held);
    }
}
