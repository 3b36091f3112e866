package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;

/** Sound that is copied into a proxy, heard on the way: for the waveform, every channel of it. */
final class CopiedSound implements AutoCloseable {
    private static final int MAX_CHANNELS = 8;

    private final Decoder decoder;
    private final Waveform waveform;

    CopiedSound(Decoder decoder, Waveform waveform) {
        this.decoder = decoder;
        this.waveform = waveform;
    }

    boolean isOf(AVPacket packet) {
        return packet.stream_index() == decoder.stream().index();
    }

    /** The packet's instants are those of the copy. What cannot be decoded is not drawn. */
    void accept(AVPacket packet) {
        decoder.decode(packet, this::listen);
    }

    private void listen(AVFrame frame) {
        if (frame.format() != AV_SAMPLE_FMT_FLTP || frame.sample_rate() <= 0 || frame.nb_samples() <= 0) {
            return;
        }
        long atMicros =
                Av.micros(frame.best_effort_timestamp(), decoder.stream().time_base());
        int channels = Math.min(frame.ch_layout().nb_channels(), MAX_CHANNELS);
        for (int channel = 0; channel < channels; channel++) {
            FloatPointer samples = new FloatPointer(frame.data(channel));
            waveform.offer(atMicros, frame.sample_rate(), samples, frame.nb_samples());
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
