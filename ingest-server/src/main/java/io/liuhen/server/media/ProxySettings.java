package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How large a viewing copy is, and how it is coded.
 *
 * @param longSidePixels pictures are scaled down, never up, to fit a square of this side: 640x360, or 360x640 upright
 * @param keyFrameInterval frames from one key frame to the next
 * @param maxFramesPerSecond frames beyond this rate are left out: slow-motion recordings would cost a multiple
 * @param copyUpToPixels an H.264 source with no more pixels than this may be copied instead of encoded …
 * @param copyUpToBitsPerSecond … when it also needs no more than this; 0 for never
 */
public record ProxySettings(
        Coding coding,
        int longSidePixels,
        int videoBitsPerSecond,
        int audioBitsPerSecond,
        int keyFrameInterval,
        int maxFramesPerSecond,
        int copyUpToPixels,
        int copyUpToBitsPerSecond) {
    /** How pictures are coded: both are H.264, which everything plays. */
    public enum Coding {
        /** High profile: the best picture for its bits. */
        HIGH,
        /** Constrained baseline profile: for players that are old or weak. */
        BASELINE
    }

    /** The largest copy. */
    public static final int LONG_SIDE_MAX = 1920;

    /** 640 pixels, 800 kb/s and 64 kb/s; copies up to 1280x720 at 2 Mb/s. */
    public static final ProxySettings DEFAULT =
            new ProxySettings(Coding.HIGH, 640, 800_000, 64_000, 60, 60, 1280 * 720, 2_000_000);

    public ProxySettings {
        requireNonNull(coding, "coding is null");
        if (longSidePixels < 64 || longSidePixels > LONG_SIDE_MAX || longSidePixels % 2 != 0) {
            throw new IllegalArgumentException(
                    "longSidePixels is not even and within 64.." + LONG_SIDE_MAX + ": " + longSidePixels);
        }
        if (videoBitsPerSecond < 10_000 || audioBitsPerSecond < 8_000) {
            throw new IllegalArgumentException("bit rates are too low to be useful");
        }
        if (keyFrameInterval < 1 || maxFramesPerSecond < 1 || copyUpToPixels < 0 || copyUpToBitsPerSecond < 0) {
            throw new IllegalArgumentException("a limit of the proxy is negative or nothing");
        }
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(coding.name());
        out.writeInt(longSidePixels);
        out.writeInt(videoBitsPerSecond);
        out.writeInt(audioBitsPerSecond);
        out.writeInt(keyFrameInterval);
        out.writeInt(maxFramesPerSecond);
        out.writeInt(copyUpToPixels);
        out.writeInt(copyUpToBitsPerSecond);
    }

    static ProxySettings readFrom(DataInputStream in) throws IOException {
        return new ProxySettings(
                Coding.valueOf(in.readUTF()),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt());
    }
}
