package io.liuhen.server.media;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Files made to hurt whoever opens them. */
final class HostileClips {

    private HostileClips() {}

    /** Small on disk, hundreds of megabytes once decoded. */
    static byte[] hugePng(int width, int height) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(new byte[] {8, 0, 0, 0, 0});
        chunk(png, "IHDR", header.array());
        chunk(png, "IDAT", deflatedZeros((long) height * (width + 1)));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static byte[] deflatedZeros(long count) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        byte[] buffer = new byte[1 << 16];
        for (long left = count; left > 0; left -= zeros.length) {
            deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
            for (int length = deflater.deflate(buffer); length > 0; length = deflater.deflate(buffer)) {
                out.write(buffer, 0, length);
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(name);
        png.writeBytes(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    /** The size in a JPEG's frame header, exchanged. */
    static byte[] jpegClaiming(byte[] jpeg, int width, int height) {
        byte[] changed = jpeg.clone();
        for (int i = 2; i < changed.length - 9; i++) {
            if (changed[i] == (byte) 0xff && changed[i + 1] == (byte) 0xc0) {
                ByteBuffer.wrap(changed).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
                return changed;
            }
        }
        throw new IllegalArgumentException("no frame header");
    }

    /**
     * An MP4 whose first track has this many edits, each of which plays all of it. Its index stands at the end, so that
     * no offset changes.
     */
    static byte[] withEdits(byte[] mp4, int entries) {
        byte[] list = editList(entries);
        int moov = find(mp4, "moov", 0);
        int trak = find(mp4, "trak", moov);
        int edts = find(mp4, "edts", trak);
        int oldBytes = ByteBuffer.wrap(mp4).getInt(edts - 4) - 8;
        int grownBytes = list.length - oldBytes;
        byte[] changed =
                concat(Arrays.copyOf(mp4, edts + 4), list, Arrays.copyOfRange(mp4, edts + 4 + oldBytes, mp4.length));
        for (int box : new int[] {moov, trak, edts}) {
            ByteBuffer sizes = ByteBuffer.wrap(changed);
            sizes.putInt(box - 4, sizes.getInt(box - 4) + grownBytes);
        }
        return changed;
    }

    private static byte[] editList(int entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(16 + entries * 12);
            out.write("elst".getBytes(StandardCharsets.US_ASCII));
            out.writeInt(0);
            out.writeInt(entries);
            for (int i = 0; i < entries; i++) {
                out.writeInt(1_000);
                out.writeInt(0);
                out.writeInt(1 << 16);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Boxes within boxes. */
    static byte[] nestedBoxes(int depth) {
        ByteBuffer boxes = ByteBuffer.allocate(depth * 8 + 16);
        boxes.putInt(16).put("ftypisom".getBytes(StandardCharsets.US_ASCII)).putInt(512);
        for (int left = depth; left > 0; left--) {
            boxes.putInt(left * 8).put("moov".getBytes(StandardCharsets.US_ASCII));
        }
        return boxes.array();
    }

    /** Some bytes changed, some cut out: what a bad card makes of a file. */
    static byte[] mutated(byte[] file, Random random) {
        byte[] changed = file.clone();
        int changes = 1 + random.nextInt(20);
        for (int i = 0; i < changes; i++) {
            // Where the structure is: mostly at the beginning or at the end.
            int within = Math.min(changed.length, 2_000);
            int at = random.nextInt(within);
            int place = random.nextInt(3);
            int position = place == 0 ? at : place == 1 ? changed.length - 1 - at : random.nextInt(changed.length);
            changed[position] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 0xff : 0);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(changed, 1 + random.nextInt(changed.length)) : changed;
    }

    private static int find(byte[] bytes, String type, int from) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(type, from);
        if (at < 0) {
            throw new IllegalArgumentException("no box " + type);
        }
        return at;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
