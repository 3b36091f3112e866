package io.liuhen.server.recorder;

import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.PictureFacts;
import io.liuhen.server.media.SoundFacts;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What files of one model have in common: who wrote them and in which order, not what is in them. The size of the picture
 * is left out, being a setting. Pure.
 */
final class Traits {
    private static final int VALUE_CHARS_MAX = 512;
    private static final String NONE = "-";

    private Traits() {}

    /** The traits of a file, each as a text; {@code -} where it has none. */
    static SortedMap<String, String> of(MediaFacts facts) {
        Structure structure = facts.structure();
        SortedMap<String, String> traits = new TreeMap<>();
        put(traits, "format", facts.format());
        put(traits, "parts", parts(structure.parts()));
        put(traits, "brand", structure.brand() + " " + structure.brandVersion() + " " + structure.brands());
        put(traits, "userData", String.join(" ", structure.userData()));
        put(
                traits,
                "tracks",
                structure.tracks().stream()
                        .map(track ->
                                track.type() + " " + track.coding() + " " + track.name() + " " + track.unitsPerSecond())
                        .collect(Collectors.joining("; ")));
        put(
                traits,
                "writers",
                String.join("; ", facts.encoders())
                        + String.join("; ", structure.writers().values()));
        put(traits, "pictures", facts.video().map(Traits::pictures).orElse(""));
        put(traits, "sound", facts.audio().map(Traits::sound).orElse(""));
        put(traits, "keyDistance", structure.cadence().keyPictures() < 3 ? "" : keyDistance(structure));
        put(traits, "camera", camera(facts));
        return traits;
    }

    private static void put(SortedMap<String, String> traits, String name, String value) {
        String text = value.isBlank() ? NONE : value.strip();
        traits.put(name, text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX));
    }

    /** A longer recording has more fragments, and a photo more tables: repeats are one. */
    private static String parts(List<String> parts) {
        List<String> kept = new ArrayList<>();
        for (String part : parts) {
            if (!kept.contains(part)) {
                kept.add(part);
            }
        }
        return String.join(" ", kept);
    }

    private static String pictures(StreamFacts stream) {
        String pixels = Optional.ofNullable(stream.picture())
                .map(PictureFacts::pixelFormat)
                .orElse("");
        return stream.codec() + " " + stream.profile() + " " + pixels;
    }

    private static String sound(StreamFacts stream) {
        Optional<SoundFacts> sound = Optional.ofNullable(stream.sound());
        return stream.codec() + " " + stream.profile() + " "
                + sound.map(SoundFacts::sampleRateHertz).orElse(0) + " "
                + sound.map(SoundFacts::channels).orElse(0);
    }

    private static String keyDistance(Structure structure) {
        return String.valueOf(structure.cadence().usualKeyDistance());
    }

    private static String camera(MediaFacts facts) {
        return List.of("exif.Make", "exif.Model", "exif.Software", "com.apple.quicktime.model", "com.android.model")
                .stream()
                .map(tag -> facts.tags().getOrDefault(tag, ""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
