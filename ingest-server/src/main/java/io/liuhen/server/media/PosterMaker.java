package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONKEY;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Makes one JPEG of a recording or a photo. One attempt on one opened container. */
final class PosterMaker {

    private static final int MAX_PACKETS = 1_000;
    private static final long DEFAULT_INSTANT_MICROS = 1_000_000;

    /** JPEG has no clock, but the filters want one. */
    private static final int TICKS_PER_SECOND = 25;

    private final Demuxer demuxer;
    private final Job job;
    private final MediaOutput output;

    PosterMaker(Demuxer demuxer, Job job, MediaOutput output) {
        this.demuxer = demuxer;
        this.job = job;
        this.output = output;
    }

    /** The key frame before a tenth of the recording: later than the hand before the lens, cheap to get at. */
    Optional<MadeFile> fromWithin(AVStream stream) {
        long durationMicros = demuxer.context().duration();
        long intoMicros = Av.known(durationMicros) && durationMicros > 0 ? durationMicros / 10 : DEFAULT_INSTANT_MICROS;
        long startMicros = demuxer.context().start_time();
        long targetMicros = (Av.known(startMicros) ? startMicros : 0) + intoMicros;
        if (av_seek_frame(demuxer.context(), -1, targetMicros, AVSEEK_FLAG_BACKWARD) < 0) {
            return Optional.empty();
        }
        return make(stream, AVDISCARD_NONKEY);
    }

    /** The first frame that can be decoded. */
    Optional<MadeFile> fromBeginning(AVStream stream) {
        return make(stream, AVDISCARD_DEFAULT);
    }

    private Optional<MadeFile> make(AVStream stream, int skipFrames) {
        MadeFile[] made = new MadeFile[1];
        try (Decoder decoder = Decoder.open(stream, job.maxPixels(), skipFrames)) {
            new FirstFrame(demuxer, decoder)
                    .find(MAX_PACKETS, frame -> made[0] = write(frame, stream, decoder.damagedPackets()));
        }
        return Optional.ofNullable(made[0]);
    }

    private MadeFile write(AVFrame frame, AVStream stream, long damagedPackets) {
        Picture picture = Picture.still(
                stream, Prober.orientationOf(frame, stream), job.proxy().longSidePixels());
        frame.pts(0);
        PictureFilters.setSaneColors(frame, picture);
        String shape = PictureFilters.shape(frame, TICKS_PER_SECOND);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try (FilterGraph filters = FilterGraph.ofPictures(shape, PictureFilters.forStill(frame, picture));
                Encoder encoder = Encoder.jpeg(picture.width(), picture.height())) {
            filters.filter(frame, small -> encoder.encode(small, packet -> Encoder.append(packet, jpeg)));
            encoder.encode(null, packet -> Encoder.append(packet, jpeg));
        }
        output.save(Derivative.POSTER, jpeg.toByteArray());
        return MadeFile.picture(Derivative.POSTER, picture.width(), picture.height(), damagedPackets);
    }
}
