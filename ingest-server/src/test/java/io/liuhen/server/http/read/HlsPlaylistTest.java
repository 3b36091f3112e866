package io.liuhen.server.http.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Playlists of files that a worker has made, who is not believed. */
class HlsPlaylistTest {
    private static final int INIT = 100;
    private static final int FIRST = 300;
    private static final int SECOND = 200;

    /** ftyp, moov, an index of two pieces of 4 and 2.5 s, then a box between, then the pieces. */
    private static byte[] file(int version) {
        int wide = version == 0 ? 4 : 8;
        int index = 8 + 4 + 8 + 2 * wide + 4 + 24;
        ByteBuffer file = ByteBuffer.allocate(INIT + index + 12 + FIRST + SECOND);
        box(file, 0, 20, "ftyp");
        box(file, 20, INIT - 20, "moov");
        box(file, INIT, index, "sidx");
        file.position(INIT + 8).putInt(version << 24).putInt(1).putInt(1000);
        if (version == 0) {
            file.putInt(0).putInt(12);
        } else {
            file.putLong(0).putLong(12);
        }
        file.putShort((short) 0).putShort((short) 2);
        file.putInt(FIRST).putInt(4000).putInt(1 << 31);
        file.putInt(SECOND).putInt(2500).putInt(1 << 31);
        return file.array();
    }

    private static void box(ByteBuffer file, int at, int length, String kind) {
        file.putInt(at, length).put(at + 4, kind.getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<HlsPlaylist> of(byte[] bytes) {
        return HlsPlaylist.of(
                (target, position) -> {
                    int count = (int) Math.max(0, Math.min(target.remaining(), bytes.length - position));
                    target.put(bytes, (int) Math.min(position, bytes.length), count);
                    return count;
                },
                bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void thePiecesAreRangesOfTheFile(int version) {
        byte[] file = file(version);
        int first = file.length - FIRST - SECOND;
        assertEquals(
                String.format(Locale.ROOT, """
                #EXTM3U
                #EXT-X-VERSION:7
                #EXT-X-TARGETDURATION:4
                #EXT-X-PLAYLIST-TYPE:VOD
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MAP:URI="../proxy.mp4",BYTERANGE="100@0"
                #EXTINF:4.000000,
                #EXT-X-BYTERANGE:300@%d
                ../proxy.mp4
                #EXTINF:2.500000,
                #EXT-X-BYTERANGE:200@%d
                ../proxy.mp4
                #EXT-X-ENDLIST
                """, first, first + FIRST),
                of(file).orElseThrow().text("../proxy.mp4"));
    }

    @Test
    void aFileWithoutAnIndexHasNone() {
        byte[] file = file(0);
        box(ByteBuffer.wrap(file), INIT, 60, "mdat");
        assertEquals(Optional.empty(), of(file));
        assertEquals(Optional.empty(), of(new byte[0]));
        assertEquals(Optional.empty(), of(new byte[4000]));
    }

    /** A worker that was taken over writes anything; no range may lead out of the file, and nothing may be thrown. */
    @Test
    void noIndexLeadsOutOfTheFile() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] file = file(i % 2);
            for (int change = random.nextInt(4); change >= 0; change--) {
                file[random.nextInt(file.length - FIRST - SECOND)] = (byte) random.nextInt();
            }
            of(file).ifPresent(playlist -> {
                assertTrue(playlist.initBytes() >= 0 && playlist.initBytes() < file.length, "seed " + seed);
                for (HlsPlaylist.Piece piece : playlist.pieces()) {
                    boolean inside =
                            piece.offset() > 0 && piece.length() > 0 && piece.offset() + piece.length() <= file.length;
                    assertTrue(inside, () -> "seed " + seed + ": " + piece);
                }
            });
        }
    }
}
