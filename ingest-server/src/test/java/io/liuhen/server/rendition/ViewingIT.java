package io.liuhen.server.rendition;

import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.CopyProfiles;
import io.liuhen.server.config.MediaLaneConfig;
import io.liuhen.server.config.ProfileConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.media.Clips;
import io.liuhen.server.media.Decoded;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.SmallMedia;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies for viewing, as people who may see them get them: by profile, with their name, with something hidden, in pieces. */
final class ViewingIT {
    @TempDir
    private static Path folder;

    private static Staff staff;
    private static byte[] clip;
    private static String segment;
    private static String recording;

    @BeforeAll
    static void start() throws IOException {
        ProfileConfig usual = ProfileConfig.usual();
        ServerConfig plain = TestServer.config(folder.resolve("store"));
        staff = new Staff(new ServerConfig(
                plain.data(),
                plain.http(),
                plain.unit(),
                MediaLaneConfig.defaults()
                        .withProfiles(new CopyProfiles(
                                "usual",
                                Map.of(
                                        "small",
                                        new ProfileConfig("h264-baseline", 320, 250, 32, 25, 50, false, List.of()),
                                        "marked",
                                        usual.withWatermark("{unit} {case}"))))));
        clip = Files.readAllBytes(Clips.mp4(folder.resolve("clip.mp4"), 10, 640, 360));
        segment = uploaded("clip.mp4", clip);
        recording = staff.as("custodian", "GET", "/segments/" + segment)
                .expect(200)
                .json()
                .path("recording")
                .asText();
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    private static String uploaded(String name, byte[] content) {
        String id = staff.put("script", name, content, "Upload-Metadata", Tus.metadata("case", "抚公(行)字2026-1"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        proxy(id);
        return id;
    }

    /** What is known of the proxy when nothing is under way any more. */
    private static JsonNode proxy(String id) {
        return Eventually.found(
                        "the proxy of " + id,
                        () -> Optional.of(staff.as("custodian", "GET", "/segments/" + id)
                                        .expect(200)
                                        .json())
                                .filter(json -> !json.path("media").toString().matches(".*\"(queued|running)\".*")))
                .at("/media/proxy");
    }

    private static JsonNode copy(String role, String href) {
        return Eventually.found(
                href + " is made",
                () -> Optional.of(staff.as(role, "GET", href).expect(200).json())
                        .filter(json -> !json.path("state").asText().equals("queued")));
    }

    private static Decoded played(String role, String href) throws IOException {
        Path file = Files.createTempFile(folder, "copy", ".mp4");
        Files.write(file, staff.as(role, "GET", href).expect(200).body());
        return Decoded.of(file);
    }

    private static JsonNode deed(String subject, String deed) {
        return Eventually.found(deed + " of " + subject, () -> {
            for (JsonNode entry : staff.as("custodian", "GET", "/custody?subject=" + subject + "&limit=1000")
                    .expect(200)
                    .json()
                    .path("entries")) {
                if (entry.at("/leaf/deed").asText().equals(deed)) {
                    return Optional.of(entry.path("leaf"));
                }
            }
            return Optional.empty();
        });
    }

    @Test
    void aProxyIsMadeAgainByAnotherProfileAndSaysByWhich() {
        String id = uploaded("again.mp4", clip(7));
        JsonNode before = proxy(id);
        assertEquals("usual", before.at("/profile/name").asText());
        assertEquals(640, before.path("width").asInt());
        ObjectNode small = CanonicalJson.object().put("profile", "small");
        staff.as("custodian", "POST", "/segments/" + id + "/jobs/proxy", small).expect(202);
        JsonNode after = proxy(id);
        assertEquals("small", after.at("/profile/name").asText(), after::toString);
        assertEquals(320, after.path("width").asInt());
        assertNotEquals(before.at("/profile/sha256"), after.at("/profile/sha256"));
        JsonNode asked = deed(id, "asked-again");
        assertEquals(after.at("/profile"), asked.at("/facts/profile"));
        // Whoever asks for it again names no profile, and gets the one that was asked for last.
        staff.as("custodian", "POST", "/segments/" + id + "/jobs/proxy").expect(202);
        assertEquals("small", proxy(id).at("/profile/name").asText());
    }

    @Test
    void aProfileThatIsNotThereIsRefusedAndTheNearestNamed() {
        String job = "/segments/" + segment + "/jobs/";
        ObjectNode wrong = CanonicalJson.object().put("profile", "smal");
        ObjectNode problem = staff.as("custodian", "POST", job + "proxy", wrong).problem(422, "profile");
        assertTrue(problem.path("detail").asText().contains("did you mean \"small\"?"), problem::toString);
        ObjectNode small = CanonicalJson.object().put("profile", "small");
        staff.as("custodian", "POST", job + "poster", small).problem(422, "profile");
        staff.as("custodian", "POST", job + "proxy", CanonicalJson.object().put("profil", "small"))
                .problem(422, "profile");
        staff.as("custodian", "POST", job + "proxy", CanonicalJson.object().put("profile", "viewer"))
                .problem(422, "profile");
        staff.as("officer", "POST", job + "proxy", small).problem(403, "forbidden");
    }

    @Test
    void whatAProfileHasWrittenIsOnThePicture() throws IOException {
        String id = uploaded("marked.mp4", clip(8));
        Decoded plain = played("custodian", "/segments/" + id + "/proxy.mp4");
        staff.as(
                        "custodian",
                        "POST",
                        "/segments/" + id + "/jobs/proxy",
                        CanonicalJson.object().put("profile", "marked"))
                .expect(202);
        JsonNode report = proxy(id);
        assertTrue(report.at("/lines/0").asText().endsWith("抚公(行)字2026-1"), report::toString);
        assertTrue(isWrittenOn(plain, played("custodian", "/segments/" + id + "/proxy.mp4")));
    }

    private static boolean isWrittenOn(Decoded plain, Decoded written) {
        double corner = plain.at(0.5).distance(written.at(0.5), 6000, 9000, 4000, 1000);
        double rest = plain.at(0.5).distance(written.at(0.5), 0, 0, 10_000, 8000);
        return corner > 4 && rest < 2;
    }

    @Test
    void aViewerHasACopyOfHisOwnWithHisNameOnceADay() throws IOException {
        Answer ordered = staff.as("inspector", "POST", "/segments/" + segment + "/viewer-copies");
        String href = ordered.required("Location");
        assertEquals(202, ordered.status());
        JsonNode made = copy("inspector", href);
        assertEquals("done", made.path("state").asText(), made::toString);
        assertTrue(made.at("/lines/1").asText().startsWith("某inspector 220621-inspector 20"), made::toString);
        Answer again = staff.as("inspector", "POST", "/segments/" + segment + "/viewer-copies");
        // A run over midnight makes another one.
        assertTrue(again.status() == 202 || href.equals(again.required("Location")));
        Decoded plain = played("inspector", "/segments/" + segment + "/proxy.mp4");
        assertTrue(isWrittenOn(plain, played("inspector", href + "/proxy.mp4")));
        JsonNode order = deed(segment, "copy-ordered");
        assertFalse(order.toString().contains("某"), "names are no part of what is kept for ever");
    }

    @Test
    void aCopyWithOnesNameOnItIsNobodyElses() {
        String href = staff.as("approver", "POST", "/segments/" + segment + "/viewer-copies")
                .required("Location");
        copy("approver", href);
        for (String other : new String[] {"inspector", "custodian"}) {
            for (String part : new String[] {"", "/proxy.mp4", "/hls/index.m3u8"}) {
                staff.as(other, "GET", href + part).problem(404, "not-found");
            }
            assertFalse(staff.as(other, "GET", "/segments/" + segment + "/copies")
                    .expect(200)
                    .text()
                    .contains(href));
        }
        staff.as("operator", "POST", "/segments/" + segment + "/viewer-copies").problem(403, "forbidden");
    }

    private static byte[] clip(double seconds) {
        try {
            return Files.readAllBytes(Clips.mp4(folder.resolve("clip-" + seconds + ".mp4"), seconds, 640, 360));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode redaction(String of) {
        ObjectNode json = CanonicalJson.object().put("why", "依申请公开，隐去第三人");
        ObjectNode part = json.putArray("segments").addObject().put("segment", of);
        part.putArray("regions")
                .addObject()
                .put("from", 2000)
                .put("to", 4000)
                .put("left", 5000)
                .put("top", 5000)
                .put("width", 2500)
                .put("height", 2500)
                .put("cover", "fill");
        part.putArray("sounds").addObject().put("from", 5000).put("to", 7000).put("instead", "silence");
        return json;
    }

    @Test
    void aRedactedCopyHidesWhatItSaysAndIsLinkedToWhatSaysSo() throws IOException {
        String all = "/recordings/" + recording + "/redactions";
        ObjectNode kept = staff.as("custodian", "POST", all, redaction(segment))
                .expect(201)
                .json();
        String href = kept.at("/copies/0/href").asText();
        JsonNode made = copy("inspector", href);
        assertEquals("done", made.path("state").asText(), made::toString);
        assertEquals(kept.path("sha256"), made.at("/redaction/edits"));
        Decoded plain = played("inspector", "/segments/" + segment + "/proxy.mp4");
        Decoded hidden = played("inspector", href + "/proxy.mp4");
        assertEquals(16, hidden.at(3).brightness(5100, 5100, 2300, 2300), 3);
        assertTrue(plain.at(3).distance(hidden.at(3), 0, 0, 4900, 10_000) < 3);
        assertTrue(plain.at(1.5).distance(hidden.at(1.5), 0, 0, 10_000, 10_000) < 3);
        assertTrue(hidden.loudness(5, 7) < 0.001);
        assertTrue(plain.loudness(5, 7) > 0.02);
        assertEquals(plain.loudness(7.3, 9.5), hidden.loudness(7.3, 9.5), 0.05);
        staff.as("inspector", "GET", href + "/hls/index.m3u8").expect(200);
        JsonNode entry = deed(recording, "redacted");
        assertEquals(kept.path("sha256"), entry.at("/facts/edits"));
        assertFalse(entry.toString().contains("第三人"), "reasons are no part of what is kept for ever");
        assertArrayEquals(
                clip,
                staff.as("custodian", "GET", "/segments/" + segment + "/content")
                        .body(),
                "the original is as it was");
        assertEquals(
                sha256(clip),
                staff.as("custodian", "GET", "/segments/" + segment)
                        .json()
                        .path("sha256")
                        .asText());
        // The same again is the same version; a change is the next one, and the first keeps its copy.
        assertEquals(
                kept.path("version"),
                staff.as("approver", "POST", all, redaction(segment))
                        .expect(201)
                        .json()
                        .path("version"));
        ObjectNode changed = redaction(segment).put("why", "第三人申请");
        ObjectNode next =
                staff.as("custodian", "POST", all, changed).expect(201).json();
        assertEquals(kept.path("version").asInt() + 1, next.path("version").asInt());
        copy("inspector", next.at("/copies/0/href").asText());
        staff.as("inspector", "GET", href + "/proxy.mp4").expect(200);
        assertEquals(
                2, staff.as("inspector", "GET", all).json().path("redactions").size());
        ObjectNode shown = staff.as("inspector", "GET", all + "/1").expect(200).json();
        assertEquals(2500, shown.at("/segments/0/regions/0/width").asInt());
        assertEquals("custodian:某custodian", shown.path("by").asText());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsPlace() {
        String all = "/recordings/" + recording + "/redactions";
        ObjectNode narrow = redaction(segment);
        ((ObjectNode) narrow.at("/segments/0/regions/0")).put("width", 5001).put("cover", "blurr");
        String detail = staff.as("custodian", "POST", all, narrow)
                .problem(422, "redaction")
                .path("detail")
                .asText();
        assertTrue(detail.contains("segments[0].regions[0].width is a whole number from 1 to 5000"), detail);
        assertTrue(detail.contains("segments[0].regions[0].cover is blur or fill"), detail);
        ObjectNode late = redaction(segment);
        ((ObjectNode) late.at("/segments/0/sounds/0")).put("from", 60_000).put("to", 61_000);
        detail = staff.as("custodian", "POST", all, late)
                .problem(422, "redaction")
                .path("detail")
                .asText();
        assertTrue(detail.contains("before a span that begins at 60000"), detail);
        staff.as("custodian", "POST", all, redaction(uploaded("other.mp4", clip(1))))
                .problem(422, "redaction");
        staff.as("custodian", "POST", all, redaction(segment).put("why", " ")).problem(422, "redaction");
        staff.as("custodian", "POST", all, redaction(segment).put("profile", "markd"))
                .problem(422, "redaction");
        staff.as("inspector", "POST", all, redaction(segment)).problem(403, "forbidden");
    }

    @Test
    void aSoundRecordingHasNoRegions() {
        String id = uploaded("a.wav", SmallMedia.sound(9));
        String its = staff.as("custodian", "GET", "/segments/" + id)
                .json()
                .path("recording")
                .asText();
        assertTrue(staff.as("custodian", "POST", "/recordings/" + its + "/redactions", redaction(id))
                .problem(422, "redaction")
                .path("detail")
                .asText()
                .contains("has no picture"));
    }

    /** FFmpeg plays the playlist as it plays the file: as long, as many pictures, as much sound. */
    @Test
    void aProxyIsPlayedInPieces() throws IOException {
        String base = "/segments/" + segment;
        Answer playlist = staff.as("inspector", "GET", base + "/hls/index.m3u8");
        assertEquals("application/vnd.apple.mpegurl", playlist.expect(200).required("Content-Type"));
        Decoded file = played("inspector", base + "/proxy.mp4");
        Decoded pieces = Decoded.of(
                staff.server().uri(base + "/hls/index.m3u8").toString(),
                "Authorization: Bearer " + staff.token("inspector") + "\r\n");
        assertEquals(file.seconds(), pieces.seconds(), 0.1);
        assertEquals(10, pieces.seconds(), 0.1);
        assertEquals(file.pictures.size(), pieces.pictures.size());
        assertEquals(file.soundSeconds(), pieces.soundSeconds(), 0.05);
        assertTrue(playlist.text().split("#EXTINF", -1).length > 2, playlist.text());
        staff.as("operator", "GET", base + "/hls/index.m3u8").problem(403, "forbidden");
        assertEquals(401, staff.server().http().get(base + "/hls/index.m3u8").status());
    }
}
