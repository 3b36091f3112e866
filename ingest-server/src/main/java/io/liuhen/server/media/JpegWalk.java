package io.liuhen.server.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedMap;

/** In a worker: reads the segments of a JPEG, bounded: what does not fit ends the walk. */
final class JpegWalk {
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int FIRST_APPLICATION = 0xe0;
    private static final int LAST_APPLICATION = 0xef;
    private static final int SEGMENTS_MAX = 512;
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int PHOTO_BYTES_MAX = 128 << 20;

    private static final int EXIF_FOLDER = 0x8769;
    private static final int MAKER_NOTE = 0x927c;
    private static final int THUMBNAIL_OFFSET = 0x0201;
    private static final int ENTRY_BYTES = 12;
    private static final int ENTRIES_MAX = 256;

    private final SourceView source;

    JpegWalk(SourceView source) {
        this.source = source;
    }

    /** Fills in what the segments tell. */
    void into(StructureReading found, SortedMap<String, String> writers) {
        long at = 0;
        for (int left = SEGMENTS_MAX; left > 0; left--) {
            ByteBuffer head = source.at(at, 4);
            if (head.remaining() < 2 || (head.get(0) & 0xff) != 0xff) {
                return;
            }
            int marker = head.get(1) & 0xff;
            if (marker == END_OF_IMAGE) {
                behind(at + 2, found);
                return;
            }
            if (marker == START_OF_IMAGE) {
                at += 2;
                continue;
            }
            if (head.remaining() < 4) {
                return;
            }
            int length = Short.toUnsignedInt(head.getShort(2));
            found.parts.add(name(marker, at, length));
            if (marker == FIRST_APPLICATION + 1) {
                application(at + 4, length - 2, found, writers);
            }
            at += 2L + length;
            if (marker == START_OF_SCAN) {
                at = afterScan(at);
            }
        }
    }

    private String name(int marker, long at, int length) {
        String number = Integer.toHexString(marker);
        if (marker < FIRST_APPLICATION || marker > LAST_APPLICATION) {
            return number;
        }
        String text = source.text(at + 4, Math.min(Math.max(0, length - 2), 12));
        int end = text.indexOf('\0');
        return number + ":" + (end < 0 ? text : text.substring(0, end));
    }

    /** Coded pictures escape the byte that begins a marker, but for the restarts within them. */
    private long afterScan(long from) {
        long at = from;
        while (at < source.sizeBytes() && at - from < PHOTO_BYTES_MAX) {
            ByteBuffer window = source.at(at, WINDOW_BYTES);
            for (int i = 0; i + 1 < window.remaining(); i++) {
                int next = window.get(i + 1) & 0xff;
                boolean restart = next >= 0xd0 && next <= 0xd7;
                if (window.get(i) == (byte) 0xff && next != 0 && next != 0xff && !restart) {
                    return at + i;
                }
            }
            at += Math.max(1, window.remaining() - 1);
        }
        return source.sizeBytes();
    }

    private void behind(long end, StructureReading found) {
        found.trailingBytes = source.sizeBytes() - end;
        if (found.trailingBytes <= 0) {
            return;
        }
        String begin = source.text(end, 64);
        String last = source.text(source.sizeBytes() - 4, 4);
        if (begin.contains("ftyp") || begin.contains("MotionPhoto")) {
            found.trailing = "motion-photo";
        } else if (last.equals("SEFT")) {
            found.trailing = "samsung";
        } else if (begin.startsWith("\u00ff\u00d8\u00ff")) {
            found.trailing = "pictures";
        }
    }

    private void application(long at, int length, StructureReading found, SortedMap<String, String> writers) {
        ByteBuffer bytes = source.at(at, length);
        String text = SourceView.text(bytes);
        if (text.startsWith("Exif\0\0")) {
            exif(bytes.slice(6, Math.max(0, bytes.remaining() - 6)), found);
        } else {
            ProgramNames.inXmp(text).ifPresent(name -> writers.put("xmp", name));
        }
    }

    /** Folders of entries, in either order of bytes. */
    private static void exif(ByteBuffer tiff, StructureReading found) {
        if (tiff.remaining() < 8) {
            return;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int main = tiff.getInt(4);
        long folder = entry(tiff, main, EXIF_FOLDER);
        if (folder >= 0 && entry(tiff, folder, MAKER_NOTE) >= 0) {
            found.photo.put("maker-note", "yes");
        }
        long second = next(tiff, main);
        long thumbnail = second <= 0 ? -1 : entry(tiff, second, THUMBNAIL_OFFSET);
        size(tiff, thumbnail, found);
    }

    /** The value of an entry; -1 where there is none. */
    private static long entry(ByteBuffer tiff, long folder, int tag) {
        if (folder < 0 || folder + 2 > tiff.limit()) {
            return -1;
        }
        int count = Math.min(ENTRIES_MAX, Short.toUnsignedInt(tiff.getShort((int) folder)));
        for (int i = 0; i < count; i++) {
            long at = folder + 2 + (long) i * ENTRY_BYTES;
            if (at + ENTRY_BYTES > tiff.limit()) {
                return -1;
            }
            if (Short.toUnsignedInt(tiff.getShort((int) at)) == tag) {
                return Integer.toUnsignedLong(tiff.getInt((int) at + 8));
            }
        }
        return -1;
    }

    private static long next(ByteBuffer tiff, long folder) {
        if (folder < 0 || folder + 2 > tiff.limit()) {
            return -1;
        }
        long at = folder + 2 + (long) Short.toUnsignedInt(tiff.getShort((int) folder)) * ENTRY_BYTES;
        return at + 4 > tiff.limit() ? -1 : Integer.toUnsignedLong(tiff.getInt((int) at));
    }

    /** A thumbnail is a JPEG of its own; its frame header has its size. */
    private static void size(ByteBuffer tiff, long from, StructureReading found) {
        long at = from + 2;
        while (from >= 0 && at + 9 <= tiff.limit() && (tiff.get((int) at) & 0xff) == 0xff) {
            int marker = tiff.get((int) at + 1) & 0xff;
            ByteBuffer big = tiff.duplicate().order(ByteOrder.BIG_ENDIAN);
            if (marker >= 0xc0 && marker <= 0xc2) {
                int height = Short.toUnsignedInt(big.getShort((int) at + 5));
                int width = Short.toUnsignedInt(big.getShort((int) at + 7));
                found.photo.put("thumbnail", width + "x" + height);
                return;
            }
            at += 2L + Short.toUnsignedInt(big.getShort((int) at + 2));
        }
    }
}
