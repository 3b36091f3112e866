package io.liuhen.server.media;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * The outer structure of H.264 as MP4 holds it: each packet is a row of units, each with its length before it. Browsers
 * stop at the first packet that is not; such a recording must be decoded and encoded anew, not copied.
 */
final class NalUnits {

    /** The shortest description: version, profile, level, length of lengths, and no parameter sets. */
    static final int MIN_DESCRIPTION_BYTES = 7;

    private static final int LENGTH_SIZE_AT = 4;

    private final int lengthBytes;

    private NalUnits(int lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    /** As the stream's own description says; it has been seen to be there. */
    static NalUnits of(AVCodecParameters coding) {
        return new NalUnits((coding.extradata().get(LENGTH_SIZE_AT) & 3) + 1);
    }

    boolean fill(AVPacket packet) {
        ByteBuffer bytes = packet.data().capacity(packet.size()).asByteBuffer();
        while (bytes.remaining() > lengthBytes) {
            long length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = (length << 8) | (bytes.get() & 0xff);
            }
            boolean forbiddenBit = length > 0 && bytes.get(bytes.position()) < 0;
            if (length == 0 || length > bytes.remaining() || forbiddenBit) {
                return false;
            }
            bytes.position(bytes.position() + (int) length);
        }
        return !bytes.hasRemaining();
    }
}
