package io.liuhen.server.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * In a worker: reads the boxes of an MP4, QuickTime or 3GP file, in Java and bounded: what does not fit ends the walk, and
 * what was seen before it counts.
 */
final class BoxWalk {
    /** A box's size and type; a second, longer size may follow. */
    private static final int HEAD_BYTES = 8;

    private static final int LONG_HEAD_BYTES = 16;
    private static final int BOXES_MAX = 512;
    private static final int TEXT_BYTES = 64;
    private static final int XMP_BYTES = 64 << 10;
    private static final int VERSIONED_BYTES = 4;

    private final SourceView source;

    BoxWalk(SourceView source) {
        this.source = source;
    }

    /** @param from of what it holds */
    private record Box(String type, long from, long to) {}

    /** The boxes between two places, and where the last whole one ended. */
    private record Row(List<Box> boxes, long end) {
        List<Box> named(String type) {
            return boxes.stream().filter(box -> box.type().equals(type)).toList();
        }
    }

    /** Fills in what the boxes tell. */
    void into(StructureReading found, SortedMap<String, String> writers) {
        Row top = row(0, source.sizeBytes());
        top.boxes().forEach(box -> found.parts.add(box.type()));
        if (top.boxes().size() < BOXES_MAX) {
            found.trailingBytes = source.sizeBytes() - top.end();
        }
        top.named("ftyp").stream().findFirst().ifPresent(box -> brands(box, found));
        for (Box movie : top.named("moov")) {
            Row inside = row(movie.from(), movie.to());
            inside.named("mvhd").forEach(header -> found.createdSeconds = created(header));
            inside.named("trak").stream()
                    .limit(Structure.MAX_TRACKS)
                    .forEach(track -> found.tracks.add(track(track, movieUnits(inside))));
            inside.named("udta").forEach(data -> userData(data, found, writers));
        }
    }

    private Row row(long from, long to) {
        List<Box> boxes = new ArrayList<>();
        long at = from;
        while (at + HEAD_BYTES <= to && boxes.size() < BOXES_MAX) {
            ByteBuffer head = source.at(at, LONG_HEAD_BYTES);
            if (head.remaining() < HEAD_BYTES) {
                break;
            }
            long size = Integer.toUnsignedLong(head.getInt(0));
            long held = at + HEAD_BYTES;
            if (size == 1 && head.remaining() == LONG_HEAD_BYTES) {
                size = head.getLong(HEAD_BYTES);
                held = at + LONG_HEAD_BYTES;
            } else if (size == 0) {
                size = to - at;
            }
            if (size < held - at || size > to - at) {
                break;
            }
            boxes.add(new Box(SourceView.text(head.slice(4, 4)), held, at + size));
            at += size;
        }
        return new Row(boxes, at);
    }

    private void brands(Box box, StructureReading found) {
        ByteBuffer bytes = source.at(box.from(), (int) Math.min(box.to() - box.from(), 4L * Structure.MAX_PARTS));
        if (bytes.remaining() >= HEAD_BYTES) {
            found.brand = SourceView.text(bytes.slice(0, 4));
            found.brandVersion = Integer.toUnsignedLong(bytes.getInt(4));
            for (int at = HEAD_BYTES; at + 4 <= bytes.remaining(); at += 4) {
                found.brands.add(SourceView.text(bytes.slice(at, 4)));
            }
        }
    }

    private long created(Box header) {
        ByteBuffer bytes = source.at(header.from(), VERSIONED_BYTES + Long.BYTES);
        if (bytes.remaining() < VERSIONED_BYTES + Long.BYTES) {
            return 0;
        }
        boolean longer = bytes.get(0) == 1;
        long seconds = longer ? bytes.getLong(VERSIONED_BYTES) : Integer.toUnsignedLong(bytes.getInt(VERSIONED_BYTES));
        return Math.max(0, seconds);
    }

    private long movieUnits(Row movie) {
        return movie.named("mvhd").stream().findFirst().map(this::units).orElse(0L);
    }

    /** Of the headers of movie and track alike: two times come before it, of four or of eight bytes each. */
    private long units(Box header) {
        ByteBuffer bytes = source.at(header.from(), 24);
        if (bytes.remaining() < 24) {
            return 0;
        }
        return Integer.toUnsignedLong(bytes.getInt(bytes.get(0) == 1 ? 20 : 12));
    }

    private TrackStructure track(Box track, long movieUnitsPerSecond) {
        Row inside = row(track.from(), track.to());
        Row media = within(inside, "mdia");
        Row samples = within(within(media, "minf"), "stbl");
        long units = media.named("mdhd").stream().findFirst().map(this::units).orElse(0L);
        Edits edits = within(inside, "edts").named("elst").stream()
                .findFirst()
                .map(this::edits)
                .orElse(new Edits(0, 0, 0));
        String type = media.named("hdlr").stream()
                .findFirst()
                .map(box -> source.text(box.from() + 8, 4))
                .orElse("");
        String name =
                media.named("hdlr").stream().findFirst().map(this::handler).orElse("");
        String coding = samples.named("stsd").stream()
                .findFirst()
                .map(box -> source.text(box.from() + 12, 4))
                .orElse("");
        long needed = type.equals("vide") ? firstOffset(samples) : 0;
        long delayMicros = movieUnitsPerSecond == 0 ? 0 : edits.delay() * 1_000_000 / movieUnitsPerSecond;
        return new TrackStructure(
                type, name, coding, units, edits.count(), Math.max(0, edits.skipped() - needed), delayMicros);
    }

    private Row within(Row outer, String type) {
        return outer.named(type).stream()
                .findFirst()
                .map(box -> row(box.from(), box.to()))
                .orElse(new Row(List.of(), 0));
    }

    /**
     * An edit list, as far as a viewer does not see the beginning.
     *
     * @param skipped in the track's units, from its beginning
     * @param delay in the movie's units, before its beginning
     */
    private record Edits(long count, long skipped, long delay) {}

    private Edits edits(Box list) {
        ByteBuffer bytes = source.at(list.from(), 8 + 2 * 20);
        if (bytes.remaining() < 8) {
            return new Edits(0, 0, 0);
        }
        boolean longer = bytes.get(0) == 1;
        int entryBytes = longer ? 20 : 12;
        long count = Integer.toUnsignedLong(bytes.getInt(4));
        long delay = 0;
        for (int i = 0; i < Math.min(count, 2) && 8 + (i + 1) * entryBytes <= bytes.limit(); i++) {
            int at = 8 + i * entryBytes;
            long duration = longer ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
            long begins = longer ? bytes.getLong(at + 8) : bytes.getInt(at + 4);
            if (begins >= 0) {
                return new Edits(count, begins, delay);
            }
            delay = Math.max(0, Math.min(duration, Integer.MAX_VALUE));
        }
        return new Edits(count, 0, delay);
    }

    /** By how much the first picture is shown later than it is decoded: coders that look ahead begin so. */
    private long firstOffset(Row samples) {
        return samples.named("ctts").stream()
                .findFirst()
                .map(box -> source.at(box.from() + 12, 4))
                .filter(bytes -> bytes.remaining() == 4)
                .map(bytes -> Math.max(0L, bytes.getInt(0)))
                .orElse(0L);
    }

    /** QuickTime puts the length before the name, others a zero behind it. */
    private String handler(Box box) {
        long length = Math.min(TEXT_BYTES, box.to() - box.from() - 24);
        String text = length <= 0 ? "" : source.text(box.from() + 24, (int) length);
        boolean counted = !text.isEmpty() && text.charAt(0) < ' ';
        String name = counted ? text.substring(1, Math.min(text.length(), 1 + text.charAt(0))) : text;
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    private void userData(Box data, StructureReading found, SortedMap<String, String> writers) {
        for (Box box : row(data.from(), data.to()).boxes()) {
            if (!box.type().equals("free")) {
                found.userData.add(box.type());
            }
            if (box.type().equals("XMP_")) {
                int length = (int) Math.min(XMP_BYTES, box.to() - box.from());
                ProgramNames.inXmp(source.text(box.from(), length)).ifPresent(name -> writers.put("xmp", name));
            }
        }
    }
}
