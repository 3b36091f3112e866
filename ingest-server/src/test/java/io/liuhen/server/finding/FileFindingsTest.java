package io.liuhen.server.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.Cadence;
import io.liuhen.server.media.Cadence.At;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.Structure;
import io.liuhen.server.media.TrackStructure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What makes a file ask for a look, and what only seems to. Numbers are those of real files and of edits of them. */
class FileFindingsTest {
    private static final Cadence ACTION_CAMERA =
            new Cadence(362, 33_367, 361, 1, List.of(), 0, 46, 8, 45, List.of(), 0, 266_933);

    private static TrackStructure picture(String name, long skippedUnits) {
        return new TrackStructure("vide", name, "avc1", 90_000, 1, skippedUnits, 0);
    }

    private static Structure structure(
            String brand, long version, List<String> userData, TrackStructure track, Cadence cadence) {
        return new Structure(
                List.of("ftyp", "mdat", "moov"),
                brand,
                version,
                List.of(brand),
                3_575_302_077L,
                userData,
                List.of(track),
                cadence,
                new TreeMap<>(),
                0,
                "",
                new TreeMap<>());
    }

    private static MediaFacts film(Structure structure, List<StreamFacts> streams, Map<String, String> tags) {
        return new MediaFacts(
                MediaKind.VIDEO,
                "mov,mp4",
                13_013_000,
                0,
                0,
                streams,
                new TreeMap<>(tags),
                tags.containsKey("encoder") ? List.of(tags.get("encoder")) : List.of(),
                structure);
    }

    private static MediaFacts film(Structure structure) {
        return film(structure, List.of(Films.picture(0, 13_013_000), Films.sound(0, 13_000_000)), Map.of());
    }

    private static Set<Kind> kinds(MediaFacts facts) {
        return kinds(facts, FileTolerances.USUAL);
    }

    private static Set<Kind> kinds(MediaFacts facts, FileTolerances tolerances) {
        return new FileFindings(tolerances)
                .of("segment", facts).stream().map(Finding::kind).collect(Collectors.toSet());
    }

    @Test
    void aCamerasOwnFileGivesNothing() {
        assertEquals(
                Set.of(),
                kinds(film(structure(
                        "mp41", 538_120_216, List.of("FIRM", "LENS"), picture("GoPro AVC", 0), ACTION_CAMERA))));
    }

    @Test
    void theProgramThatHasWrittenItIsNamedWithTheValueFound() {
        MediaFacts facts = film(
                structure("isom", 512, List.of("meta"), picture("GoPro AVC", 0), ACTION_CAMERA),
                List.of(Films.picture(0, 13_013_000), Films.sound(0, 13_000_000)),
                Map.of("encoder", "Lavf59.27.100"));
        List<Finding> found = new FileFindings(FileTolerances.USUAL).of("segment", facts);
        assertEquals(
                Set.of(Kind.WRITER_NAMED, Kind.BRAND_OF_PROGRAM, Kind.MAKER_DATA_ABSENT),
                found.stream().map(Finding::kind).collect(Collectors.toSet()));
        Finding writer = found.get(0);
        assertEquals(List.of("Lavf59.27.100"), writer.values().get("names"));
        assertTrue(writer.chinese().contains("Lavf59.27.100"), writer.chinese());
        assertEquals(List.of("望花第十二条(四)", "泰安第十九条"), writer.kind().articles());
    }

    /** Docks of some vendors put recordings into another container when they upload them. */
    @Test
    void theProgramOfOnesOwnDocksIsKnown() {
        FileTolerances docks = new FileTolerances(
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofMillis(80),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                List.of("lavf59.27"));
        MediaFacts facts = film(
                structure("isom", 512, List.of("meta"), picture("VideoHandler", 0), ACTION_CAMERA),
                List.of(Films.picture(0, 13_013_000), Films.sound(0, 13_000_000)),
                Map.of("encoder", "Lavf59.27.100"));
        assertEquals(Set.of(Kind.WRITER_KNOWN), kinds(facts, docks));
        MediaFacts another = film(
                structure("mp42", 1, List.of("meta"), picture("VideoHandle", 0), ACTION_CAMERA),
                List.of(Films.picture(0, 13_013_000), Films.sound(0, 13_000_000)),
                Map.of("encoder", "Lavf60.16.100"));
        assertEquals(Set.of(Kind.WRITER_NAMED), kinds(another, docks), "another version is not the docks'");
    }

    /** Android calls its tracks almost as FFmpeg does. */
    @Test
    void handlersOfPhonesAreNotThoseOfPrograms() {
        assertEquals(Set.of(), kinds(film(structure("mp42", 0, List.of(), picture("VideoHandle", 0), ACTION_CAMERA))));
        assertEquals(
                Set.of(Kind.HANDLER_OF_PROGRAM),
                kinds(film(structure("mp42", 0, List.of(), picture("VideoHandler", 0), ACTION_CAMERA))));
        assertEquals(
                Set.of(Kind.HANDLER_OF_PROGRAM),
                kinds(film(structure("mp42", 0, List.of(), picture("GPAC ISO Video Handler", 0), ACTION_CAMERA))));
    }

    @Test
    void aHiddenBeginningIsToldInSeconds() {
        List<Finding> found = new FileFindings(FileTolerances.USUAL)
                .of("segment", film(structure("mp42", 0, List.of(), picture("VideoHandle", 8_712), ACTION_CAMERA)));
        assertEquals(Kind.BEGINNING_HIDDEN, found.get(0).kind());
        assertEquals(97L, found.get(0).values().get("millis"));
    }

    /** iPhones write edit lists that hide a beginning, themselves. */
    @Test
    void aPhonesOwnEditListIsNoNotice() {
        List<Finding> found = new FileFindings(FileTolerances.USUAL)
                .of(
                        "segment",
                        film(structure("qt  ", 0, List.of(), picture("Core Media Video", 40_950), ACTION_CAMERA)));
        assertEquals(Kind.BEGINNING_HIDDEN_BY_PHONE, found.get(0).kind());
        assertEquals(Level.INFO, found.get(0).kind().level());
        assertEquals(455L, found.get(0).values().get("millis"));
    }

    /** What coders of sound need for a start is 48 ms at most. */
    @Test
    void theStartOfACoderOfSoundIsNotHidden() {
        TrackStructure sound = new TrackStructure("soun", "Core Media Audio", "mp4a", 44_100, 1, 2_112, 0);
        assertEquals(Set.of(), kinds(film(structure("mp42", 0, List.of(), sound, ACTION_CAMERA))));
    }

    /** Two cuts that were joined: (59, 3003) (3, 1) (1, 357) (61, 3003), and a group of four pictures among those of eight. */
    @Test
    void joinedCutsShowInTheDistancesOfPictures() {
        Cadence joined = new Cadence(
                124,
                33_367,
                120,
                3,
                List.of(new At(1_968_666, 11), new At(1_972_666, 3_967)),
                4,
                16,
                8,
                14,
                List.of(new At(1_972_666, 4)),
                1,
                266_933);
        assertEquals(
                Set.of(Kind.PICTURES_JUMP, Kind.KEY_PICTURE_ODD),
                kinds(film(structure("mp42", 0, List.of(), picture("VideoHandle", 0), joined))));
    }

    /** 26 different distances in 39 pictures, and a first one that is twenty times the others: a phone in the dark. */
    @Test
    void varyingRatesOfPhonesAreNoJumps() {
        Cadence phone = new Cadence(
                79,
                123_000,
                9,
                45,
                List.of(new At(1_996_666, 1_996_666)),
                1,
                3,
                31,
                1,
                List.of(new At(1, 29)),
                1,
                3_900_000);
        assertEquals(Set.of(), kinds(film(structure("mp42", 0, List.of(), picture("Core Media Video", 0), phone))));
    }

    /** Coders answer to what they see with key pictures: many odd ones are no cut. */
    @Test
    void manyOddKeyPicturesAreACodersWay() {
        Cadence lively = new Cadence(
                1_000,
                33_367,
                999,
                1,
                List.of(),
                0,
                110,
                9,
                100,
                List.of(new At(1, 3), new At(2, 4), new At(3, 5)),
                9,
                300_300);
        assertEquals(Set.of(), kinds(film(structure("mp42", 0, List.of(), picture("VideoHandle", 0), lively))));
    }

    /** A recorder that keeps a buffer keeps pictures alone: sound begins late, and ends with the picture. */
    @Test
    void soundThatBeginsLateIsABuffer() {
        Structure structure = structure("mp42", 0, List.of(), picture("VideoHandle", 0), ACTION_CAMERA);
        MediaFacts buffered =
                film(structure, List.of(Films.picture(0, 60_000_000), Films.sound(30_000_000, 30_000_000)), Map.of());
        assertEquals(Set.of(Kind.SOUND_LATE), kinds(buffered));
        MediaFacts cut = film(structure, List.of(Films.picture(0, 60_000_000), Films.sound(0, 50_000_000)), Map.of());
        assertEquals(Set.of(Kind.LENGTHS_DIFFER), kinds(cut));
    }

    @Test
    void aFilmWithoutSoundIsTold() {
        MediaFacts mute = film(
                structure("mp42", 0, List.of(), picture("VideoHandle", 0), ACTION_CAMERA),
                List.of(Films.picture(0, 13_013_000)),
                Map.of());
        List<Finding> found = new FileFindings(FileTolerances.USUAL).of("segment", mute);
        assertEquals(Kind.SOUND_ABSENT, found.get(0).kind());
        assertEquals(List.of("吉林民政设备办法第八条"), found.get(0).kind().articles());
    }

    /** Photos that move, and a maker's own data, stand behind the end of the photo. */
    @Test
    void bytesBehindTheEndAreKnownOrNot() {
        assertEquals(
                Set.of(Kind.BYTES_BEHIND_KNOWN), kinds(Films.photo(Map.of(), 700_000, "motion-photo", "4000x3000")));
        assertEquals(Set.of(Kind.BYTES_BEHIND_KNOWN), kinds(Films.photo(Map.of(), 80, "samsung", "4000x3000")));
        assertEquals(Set.of(Kind.BYTES_BEHIND), kinds(Films.photo(Map.of(), 80, "", "4000x3000")));
    }

    @Test
    void aPhotoThatWasWrittenAgainSaysSo() {
        MediaFacts facts = Films.photo(
                Map.of(
                        "exif.DateTimeOriginal",
                        "2008:10:22 16:28:39",
                        "exif.DateTime",
                        "2008:11:01 21:15:07",
                        "exif.Software",
                        "Nikon Transfer 1.1 W"),
                0,
                "",
                "160x120");
        assertEquals(Set.of(Kind.PHOTO_PROGRAM, Kind.PHOTO_REWRITTEN), kinds(facts));
        assertEquals(Set.of(Kind.THUMBNAIL_DIFFERS), kinds(Films.photo(Map.of(), 0, "", "120x160")));
        assertEquals(
                Set.of(),
                kinds(Films.photo(Map.of("exif.Software", "8.1.2"), 0, "", "160x120")),
                "a phone's own version");
    }

    @Test
    void noFindingIsAVerdict() {
        for (Kind kind : Kind.values()) {
            assertTrue(kind.level() == Level.INFO || !kind.articles().isEmpty(), kind::code);
            assertFalse(kind.code().contains("_"), kind::code);
        }
        assertEquals(
                Kind.values().length,
                Set.of(Kind.values()).stream().map(Kind::code).distinct().count());
    }
}
