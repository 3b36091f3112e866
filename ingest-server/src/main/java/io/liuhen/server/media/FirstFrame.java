package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes until there is one frame, from wherever the demuxer stands. */
final class FirstFrame {

    private final Demuxer demuxer;
    private final Decoder decoder;
    private boolean found;

    FirstFrame(Demuxer demuxer, Decoder decoder) {
        this.demuxer = demuxer;
        this.decoder = decoder;
    }

    /**
     * Looks for it.
     *
     * @param maxPackets how many packets of the stream to look at before giving up
     * @return whether there was one
     */
    boolean find(int maxPackets, Decoder.Frames to) {
        AVPacket packet = Av.allocated(av_packet_alloc());
        try {
            int left = maxPackets;
            while (!found && left > 0 && demuxer.read(packet)) {
                if (packet.stream_index() == decoder.stream().index()) {
                    left--;
                    decoder.decode(packet, frame -> takeFirst(frame, to));
                }
                av_packet_unref(packet);
            }
            if (!found) {
                decoder.decode(null, frame -> takeFirst(frame, to));
            }
            return found;
        } finally {
            av_packet_free(packet);
        }
    }

    private void takeFirst(AVFrame frame, Decoder.Frames to) {
        if (!found) {
            found = true;
            to.take(frame);
        }
    }
}
