package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONKEY;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
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
    private final Path file;

    PosterMaker(Demuxer demuxer, Job job, Path file) {
        this.demuxer = demuxer;
        this.job = job;
        this.file = file;
    }

    /** The key frame before a tenth of the recording: later than the hand before the lens, cheap to get at. */
    Optional<Answer.Made> fromWithin(AVStream stream) {
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
    Optional<Answer.Made> fromBeginning(AVStream stream) {
        return make(stream, AVDISCARD_DEFAULT);
    }

    private Optional<Answer.Made> make(AVStream stream, int skipFrames) {
        Answer.Made[] made = new Answer.Made[1];
        try (Decoder decoder = Decoder.open(stream, job.maxPixels(), skipFrames)) {
            new FirstFrame(demuxer, decoder)
                    .find(MAX_PACKETS, frame -> made[0] = write(frame, stream, decoder.damagedPackets()));
        }
        return Optional.ofNullable(made[0]);
    }

    private Answer.Made write(AVFrame frame, AVStream stream, long damagedPackets) {
        Picture picture = Picture.still(
                stream, Prober.orientationOf(frame, stream), job.proxy().longSidePixels());
        frame.pts(0);
        PictureFilters.setSaneColors(frame, picture);
        String shape = PictureFilters.shape(frame, TICKS_PER_SECOND);
        try (FilterGraph filters = FilterGraph.ofPictures(shape, PictureFilters.forPoster(frame, picture));
                Encoder encoder = Encoder.poster(picture.width(), picture.height())) {
            filters.filter(frame, small -> encoder.encode(small, this::save));
            encoder.encode(null, this::save);
        }
        return new Answer.Made(Derived.Making.ENCODED, picture.width(), picture.height(), 0, false, damagedPackets);
    }

    private void save(AVPacket jpeg) {
        byte[] bytes = new byte[jpeg.size()];
        jpeg.data().get(bytes);
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new GivingUpException(LossCause.OUTPUT_FAILED, "The picture cannot be written: " + e);
        }
    }
}
