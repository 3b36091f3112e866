package io.liuhen.server.finding;

import io.liuhen.server.media.Cadence;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.PictureFacts;
import io.liuhen.server.media.Rational;
import io.liuhen.server.media.SoundFacts;
import io.liuhen.server.media.StreamDetails;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.StreamKind;
import io.liuhen.server.media.Structure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Facts of media as tests need them. */
final class Films {
    private static final Rational RATE = new Rational(30_000, 1_001);
    private static final Rational SQUARE = new Rational(1, 1);

    private Films() {}

    static StreamFacts picture(long startMicros, long durationMicros) {
        return new StreamFacts(
                0,
                StreamKind.VIDEO,
                "h264",
                "High",
                31,
                0,
                startMicros,
                durationMicros,
                "",
                "",
                "",
                new PictureFacts(1280, 720, SQUARE, 0, false, RATE, RATE, "yuv420p"),
                null,
                StreamDetails.NONE);
    }

    static StreamFacts sound(long startMicros, long durationMicros) {
        return new StreamFacts(
                1,
                StreamKind.AUDIO,
                "aac",
                "LC",
                0,
                0,
                startMicros,
                durationMicros,
                "",
                "",
                "",
                null,
                new SoundFacts(48_000, 1, "fltp"),
                StreamDetails.NONE);
    }

    static MediaFacts photo(Map<String, String> tags, long trailingBytes, String trailing, String thumbnail) {
        Structure structure = new Structure(
                List.of("e1:Exif", "da"),
                "",
                0,
                List.of(),
                0,
                List.of(),
                List.of(),
                Cadence.NONE,
                new TreeMap<>(),
                trailingBytes,
                trailing,
                new TreeMap<>(Map.of("maker-note", "yes", "thumbnail", thumbnail)));
        TreeMap<String, String> all = new TreeMap<>(tags);
        all.put("exif.Make", "NIKON");
        return new MediaFacts(MediaKind.PHOTO, "jpeg_pipe", 0, 0, 0, List.of(picture(0, 0)), all, List.of(), structure);
    }
}
