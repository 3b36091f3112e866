package io.liuhen.server.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Small recordings for tests, made on the spot with the same libraries that decode them.
 *
 * <p>All show the same: a grey picture with a dark block in its upper left corner and a band that moves, and for the
 * tenth of a second after every full second a white flash. They sound the same: a soft tone, and a loud one during the
 * flashes. So a test can see whether a copy is upright, complete and in step.
 */
public final class Clips {

    private Clips() {}

    /** What most recorders make: H.264 and AAC in MP4, 30 frames a second, the index at the end. */
    public static Path mp4(Path file, double seconds, int width, int height) {
        return ClipWriter.to(file, "mp4")
                .pictures("libopenh264", width, height)
                .sound("aac", 48_000, 2)
                .write(seconds);
    }

    /** Pictures without any sound. */
    public static Path silentMp4(Path file, double seconds, int width, int height) {
        return ClipWriter.to(file, "mp4").pictures("libopenh264", width, height).write(seconds);
    }

    /** All in one colour, whose coding the container does not name. */
    public static Path colouredMp4(Path file, double seconds, int width, int height, int cb, int cr) {
        return ClipWriter.to(file, "mp4")
                .pictures("libopenh264", width, height)
                .coloured(cb, cr)
                .write(seconds);
    }

    /** Held upright: the pictures lie on their side, and the container says by how much to turn them clockwise. */
    public static Path rotatedMp4(Path file, double seconds, int width, int height, int degrees) {
        return ClipWriter.to(file, "mp4")
                .pictures("libopenh264", width, height)
                .turned(degrees)
                .sound("aac", 48_000, 1)
                .write(seconds);
    }

    /** As phones do in bad light: frames come when they come. */
    public static Path variableRateMp4(Path file, double seconds, int width, int height) {
        return ClipWriter.to(file, "mp4")
                .pictures("libopenh264", width, height)
                .everyThirdFrameMissing()
                .sound("aac", 44_100, 1)
                .write(seconds);
    }

    /** Pictures that stay on the screen for seconds: one at each of these seconds. */
    public static Path slides(Path file, int width, int height, List<Double> seconds) {
        List<Long> frames = seconds.stream()
                .map(second -> Math.round(second * ClipWriter.FRAMES_PER_SECOND))
                .toList();
        return ClipWriter.to(file, "mp4")
                .pictures("libopenh264", width, height)
                .onlyFrames(frames)
                .write(seconds.get(seconds.size() - 1) + 1);
    }

    /** The seconds before the button was pressed are kept without sound. */
    public static Path lateSoundMp4(Path file, double seconds, int width, int height, double soundFromSeconds) {
        return ClipWriter.to(file, "mp4")
                .pictures("libopenh264", width, height)
                .sound("aac", 48_000, 1)
                .soundFrom(soundFromSeconds)
                .write(seconds);
    }

    /** Old cameras: every frame a JPEG, plain samples. */
    public static Path mjpegAvi(Path file, double seconds, int width, int height) {
        return ClipWriter.to(file, "avi")
                .pictures("mjpeg", width, height)
                .sound("pcm_s16le", 22_050, 1)
                .write(seconds);
    }

    /** Dashboard cameras and broadcast: a clock that does not start at 0, no index. */
    public static Path transportStream(Path file, double seconds, int width, int height) {
        return ClipWriter.to(file, "mpegts")
                .pictures("libopenh264", width, height)
                .sound("mp2", 48_000, 2)
                .write(seconds);
    }

    /** The same with sound that starts late, of which the stream's tables say no more than that it will come. */
    public static Path lateSoundTransportStream(Path file, double seconds, double soundFromSeconds) {
        return ClipWriter.to(file, "mpegts")
                .pictures("libopenh264", 320, 240)
                .sound("mp2", 48_000, 2)
                .soundFrom(soundFromSeconds)
                .write(seconds);
    }

    /** One after the other, as devices do that write their buffer in pieces: the clock jumps back at the seam. */
    public static Path joined(Path file, Path first, Path second) {
        try {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(Files.readAllBytes(first));
            whole.writeBytes(Files.readAllBytes(second));
            return Files.write(file, whole.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Early phones: MPEG-4 part 2 and AMR. */
    public static Path threeGp(Path file, double seconds) {
        return ClipWriter.to(file, "3gp")
                .pictures("mpeg4", 176, 144)
                .sound("libopencore_amrnb", 8_000, 1)
                .write(seconds);
    }

    /** Sound in a WAV file, in one of FFmpeg's codings: {@code pcm_alaw}, {@code adpcm_ms} … */
    public static Path wav(Path file, double seconds, String coding, int samplesPerSecond) {
        return ClipWriter.to(file, "wav").sound(coding, samplesPerSecond, 1).write(seconds);
    }

    /** A dictation machine's file. */
    public static Path amr(Path file, double seconds) {
        return ClipWriter.to(file, "amr").sound("libopencore_amrnb", 8_000, 1).write(seconds);
    }

    /** Sound with a cover picture before it, as players' tools add it. */
    public static Path mp3WithCover(Path file, double seconds) {
        ClipWriter.to(file, "mp3").sound("libmp3lame", 44_100, 1).write(seconds);
        Path cover = file.resolveSibling(file.getFileName() + ".cover.jpg");
        try {
            byte[] picture = Files.readAllBytes(jpeg(cover, 64, 64, 0));
            byte[] head = "\0image/jpeg\0\3\0".getBytes(StandardCharsets.ISO_8859_1);
            int frameBytes = head.length + picture.length;
            ByteBuffer tag = ByteBuffer.allocate(20 + frameBytes);
            tag.put(new byte[] {'I', 'D', '3', 3, 0, 0}).put(sevenBitsEach(10 + frameBytes));
            tag.put("APIC".getBytes(StandardCharsets.US_ASCII))
                    .putInt(frameBytes)
                    .putShort((short) 0);
            tag.put(head).put(picture);
            byte[] sound = Files.readAllBytes(file);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(tag.array());
            whole.writeBytes(sound);
            Files.delete(cover);
            return Files.write(file, whole.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A photo, held in one of the eight ways that EXIF knows, or 0 for a photo that does not say. */
    public static Path jpeg(Path file, int width, int height, int exifOrientation) {
        ClipWriter.to(file, "image2").pictures("mjpeg", width, height).write(1.0 / 30);
        if (exifOrientation != 0) {
            insertExif(file, exifOrientation);
        }
        return file;
    }

    /** A photo in PNG. */
    public static Path png(Path file, int width, int height) {
        return ClipWriter.to(file, "image2").pictures("png", width, height).write(1.0 / 30);
    }

    /** Cuts a file as a lost connection or a lost battery does. */
    public static Path truncated(Path file, Path source, double share) {
        try {
            byte[] whole = Files.readAllBytes(source);
            byte[] part = Arrays.copyOf(whole, (int) (whole.length * share));
            return Files.write(file, part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes text under a name that promises media. */
    public static Path text(Path file, List<String> lines) {
        try {
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sevenBitsEach(int size) {
        return new byte[] {
            (byte) ((size >> 21) & 127), (byte) ((size >> 14) & 127), (byte) ((size >> 7) & 127), (byte) (size & 127)
        };
    }

    /** Behind the two bytes that start a JPEG: one segment with one directory with one entry. */
    private static void insertExif(Path file, int orientation) {
        try {
            byte[] jpeg = Files.readAllBytes(file);
            byte[] tiff = {
                'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0
            };
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(jpeg, 0, 2);
            out.write(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (8 + tiff.length), 'E', 'x', 'i', 'f', 0, 0});
            out.write(tiff);
            out.write(jpeg, 2, jpeg.length - 2);
            Files.write(file, out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
