package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;

import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;

/**
 * What recorders, phones, cameras and dashboard cameras make, and nothing else. FFmpeg knows 360 formats and 540
 * decoders; each one less is one that a hostile file cannot reach. Never accepted is what names other files: playlists,
 * {@code concat}, {@code image2}, session descriptions, subtitles, vector graphics. Nor are AMR streams without their
 * header: noise looks like one.
 */
final class Accepted {

    /** Containers and raw streams, by the demuxers' names. */
    private static final Set<String> FORMATS = words("""
            mov avi matroska mpegts mpeg mpegvideo dv dhav h264 hevc m4v h263 mjpeg
            wav w64 mp3 aac amr flac ogg
            jpeg_pipe png_pipe webp_pipe
            """);

    /** By the decoders' names. */
    private static final Set<String> DECODERS = words("""
            h264 hevc mpeg4 msmpeg4v2 msmpeg4 mpeg1video mpeg2video h263 h263i mjpeg mjpegb vp8 vp9 libaom-av1
            dvvideo prores rawvideo png webp
            aac aac_latm mp2 mp2float mp3 mp3float ac3 eac3 opus vorbis speex flac alac
            amrnb amrwb libopencore_amrnb libopencore_amrwb g722 g723_1 g726 g726le g729 gsm gsm_ms qcelp evrc
            pcm_alaw pcm_mulaw pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be
            pcm_f32le pcm_f32be pcm_bluray pcm_dvd adpcm_ima_wav adpcm_ima_qt adpcm_ms
            """);

    private Accepted() {}

    /** For {@code format_whitelist}. */
    static String formats() {
        return String.join(",", FORMATS);
    }

    /** For {@code codec_whitelist}. */
    static String decoders() {
        return String.join(",", DECODERS);
    }

    /** Some demuxers have several names: {@code mov,mp4,m4a,3gp,3g2,mj2}. */
    static boolean format(String names) {
        for (String name : names.split(",", -1)) {
            if (FORMATS.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+", -1));
    }

    /** What decodes this coding here, if anything may. */
    static Optional<AVCodec> decoder(int codecId) {
        // The first one for AV1 needs a graphics card.
        AVCodec decoder =
                codecId == AV_CODEC_ID_AV1 ? avcodec_find_decoder_by_name("libaom-av1") : avcodec_find_decoder(codecId);
        if (decoder == null || decoder.isNull() || !DECODERS.contains(Av.string(decoder.name()))) {
            return Optional.empty();
        }
        return Optional.of(decoder);
    }
}
