package io.liuhen.server.http.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The media playlist (HLS, RFC 8216) of a fragmented MP4 whose index stands at its beginning: what a player needs to begin,
 * and the pieces, are ranges of the file itself, so nothing is packaged and nothing kept twice.
 *
 * @param initBytes what comes before the index: {@code ftyp} and {@code moov}
 */
record HlsPlaylist(long initBytes, List<Piece> pieces) {
    private static final int HEAD_BYTES = 8;
    private static final int INDEX_BYTES_MAX = 1 << 20;
    /** Before the index there are two boxes; more than a few are another sort of file. */
    private static final int BOXES_MAX = 8;

    /** A range of the file that plays for so many seconds. */
    record Piece(long offset, long length, double seconds) {}

    HlsPlaylist {
        pieces = List.copyOf(pieces);
    }

    /** Where the file is read. */
    @FunctionalInterface
    interface Source {
        /** Reads until the buffer is full or the file ends; returns the number of bytes. */
        int read(ByteBuffer target, long position);
    }

    /** Of a file of so many bytes; empty where it has no index, or one that leads out of the file. */
    static Optional<HlsPlaylist> of(Source file, long sizeBytes) {
        long at = 0;
        for (int box = 0; box < BOXES_MAX && at + HEAD_BYTES <= sizeBytes; box++) {
            ByteBuffer head = read(file, at, HEAD_BYTES);
            long length = Integer.toUnsignedLong(head.getInt(0));
            String kind = StandardCharsets.ISO_8859_1.decode(head.position(4)).toString();
            if (length < HEAD_BYTES || length > sizeBytes - at || kind.equals("moof") || kind.equals("mdat")) {
                return Optional.empty();
            }
            if (kind.equals("sidx")) {
                long initBytes = at;
                return length > INDEX_BYTES_MAX
                        ? Optional.empty()
                        : pieces(read(file, at, (int) length), at + length, sizeBytes)
                                .map(pieces -> new HlsPlaylist(initBytes, pieces));
            }
            at += length;
        }
        return Optional.empty();
    }

    private static ByteBuffer read(Source file, long at, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(bytes, at);
        return bytes.rewind();
    }

    /** ISO/IEC 14496-12, 8.16.3. */
    private static Optional<List<Piece>> pieces(ByteBuffer index, long end, long sizeBytes) {
        // version and flags, reference id, timescale, earliest time and first offset, reserved and count
        int wide = index.limit() > HEAD_BYTES && index.get(HEAD_BYTES) != 0 ? 8 : 4;
        int countAt = HEAD_BYTES + 4 + 4 + 4 + 2 * wide + 2;
        if (index.limit() < countAt + 2) {
            return Optional.empty();
        }
        long ticksPerSecond = Integer.toUnsignedLong(index.getInt(HEAD_BYTES + 8));
        long first = wide == 8 ? index.getLong(countAt - 10) : Integer.toUnsignedLong(index.getInt(countAt - 6));
        int count = Short.toUnsignedInt(index.getShort(countAt));
        if (ticksPerSecond == 0 || count == 0 || first < 0 || first > sizeBytes) {
            return Optional.empty();
        }
        if (index.limit() < countAt + 2 + 12 * count) {
            return Optional.empty();
        }
        List<Piece> pieces = new ArrayList<>();
        long at = end + first;
        for (int i = 0; i < count; i++) {
            int entry = countAt + 2 + 12 * i;
            int typeAndSize = index.getInt(entry);
            long duration = Integer.toUnsignedLong(index.getInt(entry + 4));
            // The highest bit would say that this leads to another index.
            if (typeAndSize <= 0 || at > sizeBytes - typeAndSize) {
                return Optional.empty();
            }
            pieces.add(new Piece(at, typeAndSize, (double) duration / ticksPerSecond));
            at += typeAndSize;
        }
        return Optional.of(pieces);
    }

    /** @param file the address of the file, from the playlist's own */
    String text(String file) {
        double longest = pieces.stream().mapToDouble(Piece::seconds).max().orElse(0);
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
                .append((long) Math.max(1, Math.ceil(longest)))
                .append("\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"")
                .append(file)
                .append("\",BYTERANGE=\"")
                .append(initBytes)
                .append("@0\"\n");
        for (Piece piece : pieces) {
            text.append("#EXTINF:")
                    .append(String.format(Locale.ROOT, "%.6f", piece.seconds()))
                    .append(",\n#EXT-X-BYTERANGE:")
                    .append(piece.length())
                    .append('@')
                    .append(piece.offset())
                    .append('\n')
                    .append(file)
                    .append('\n');
        }
        return text.append("#EXT-X-ENDLIST\n").toString();
    }
}
