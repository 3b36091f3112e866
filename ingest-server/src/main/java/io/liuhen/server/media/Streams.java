package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avformat;

/** Chooses the streams of a container that a person would watch and hear, and says what kind of file it is for that. */
final class Streams {

    /** Brands of still pictures in a container that is otherwise one of films. */
    private static final Set<String> STILL_BRANDS = Set.of("heic", "heix", "mif1", "avif");

    private final Demuxer demuxer;
    private final long maxPixels;

    Streams(Demuxer demuxer, long maxPixels) {
        this.demuxer = demuxer;
        this.maxPixels = maxPixels;
    }

    /** The pictures to show: the first stream marked as default, else the one with most pixels. Never a cover. */
    Optional<AVStream> video() {
        AVStream best = null;
        for (int i = 0; i < demuxer.streamCount(); i++) {
            AVStream stream = demuxer.stream(i);
            if (isPlayableVideo(stream) && (best == null || isBetter(stream, best))) {
                best = stream;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * The sound to hear: the first that is known to be playable, else the first that may be. A stream without an index
     * tells what its sound is like only with the sound itself, which may start late.
     */
    Optional<AVStream> audio() {
        return first(Streams::isPlayableAudio).or(() -> first(Streams::isDecodableAudio));
    }

    private Optional<AVStream> first(Predicate<AVStream> wanted) {
        for (int i = 0; i < demuxer.streamCount(); i++) {
            if (wanted.test(demuxer.stream(i))) {
                return Optional.of(demuxer.stream(i));
            }
        }
        return Optional.empty();
    }

    /** Refuses what has nothing to watch or hear, and pictures that are too large to be decoded safely. */
    MediaKind kind() {
        refuseTooManyPixels();
        if (video().isPresent()) {
            refuseTiles();
            return isStill() ? MediaKind.PHOTO : MediaKind.VIDEO;
        }
        if (first(Streams::isPlayableAudio).isPresent()) {
            return MediaKind.AUDIO;
        }
        throw nothingToPlay();
    }

    private boolean isStill() {
        String brand = Tags.of(demuxer.context().metadata()).getOrDefault("major_brand", "");
        return demuxer.format().endsWith("_pipe") || STILL_BRANDS.contains(brand);
    }

    /** Phones cut large photos into tiles; one tile alone would be a wrong picture, which is worse than none. */
    private void refuseTiles() {
        for (int i = 0; i < demuxer.context().nb_stream_groups(); i++) {
            if (demuxer.context().stream_groups(i).type() == AV_STREAM_GROUP_PARAMS_TILE_GRID) {
                throw new RefusedException(
                        Reason.CODEC_NOT_ALLOWED, "The photo is made of tiles, which are not put together here.");
            }
        }
    }

    private void refuseTooManyPixels() {
        for (int i = 0; i < demuxer.streamCount(); i++) {
            AVCodecParameters coding = demuxer.stream(i).codecpar();
            boolean picture = Prober.kindOf(demuxer.stream(i)) == StreamKind.VIDEO;
            if (picture && (long) coding.width() * coding.height() > maxPixels) {
                throw new RefusedException(
                        Reason.TOO_MANY_PIXELS,
                        "A picture of " + coding.width() + " x " + coding.height() + " pixels is larger than the "
                                + maxPixels + " pixels that are decoded here.");
            }
        }
    }

    private RefusedException nothingToPlay() {
        for (int i = 0; i < demuxer.streamCount(); i++) {
            StreamKind kind = Prober.kindOf(demuxer.stream(i));
            int codec = demuxer.stream(i).codecpar().codec_id();
            boolean played = kind == StreamKind.VIDEO || kind == StreamKind.AUDIO;
            if (played && codec != AV_CODEC_ID_NONE && Accepted.decoder(codec).isEmpty()) {
                String name = Av.string(avcodec_get_name(codec));
                return new RefusedException(
                        Reason.CODEC_NOT_ALLOWED,
                        "The recording is coded as \"" + name + "\", which is not decoded here.");
            }
        }
        return new RefusedException(
                Reason.NO_STREAMS, "The file holds neither pictures nor sound that could be played.");
    }

    private static boolean isPlayableVideo(AVStream stream) {
        AVCodecParameters coding = stream.codecpar();
        return Prober.kindOf(stream) == StreamKind.VIDEO
                && coding.width() > 0
                && coding.height() > 0
                && Accepted.decoder(coding.codec_id()).isPresent();
    }

    private static boolean isPlayableAudio(AVStream stream) {
        AVCodecParameters coding = stream.codecpar();
        return isDecodableAudio(stream)
                && coding.sample_rate() > 0
                && coding.ch_layout().nb_channels() > 0;
    }

    private static boolean isDecodableAudio(AVStream stream) {
        return Prober.kindOf(stream) == StreamKind.AUDIO
                && Accepted.decoder(stream.codecpar().codec_id()).isPresent();
    }

    private static boolean isBetter(AVStream stream, AVStream best) {
        int rank = Boolean.compare(isFilled(stream), isFilled(best));
        if (rank == 0) {
            rank = Boolean.compare(isDefault(stream), isDefault(best));
        }
        return rank != 0 ? rank > 0 : pixels(stream) > pixels(best);
    }

    /** Some writers announce a second track and never fill it. */
    private static boolean isFilled(AVStream stream) {
        return avformat.avformat_index_get_entries_count(stream) != 0 || stream.nb_frames() != 0;
    }

    private static boolean isDefault(AVStream stream) {
        return (stream.disposition() & AV_DISPOSITION_DEFAULT) != 0;
    }

    private static long pixels(AVStream stream) {
        return (long) stream.codecpar().width() * stream.codecpar().height();
    }
}
