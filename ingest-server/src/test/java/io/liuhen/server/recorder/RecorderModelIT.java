package io.liuhen.server.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.FindingConfig;
import io.liuhen.server.config.MediaLaneConfig;
import io.liuhen.server.config.RecorderConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.media.Clips;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.SigningDevice;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of a model are like is learnt from enrolled devices, and a file that is otherwise says so. */
final class RecorderModelIT {
    private static final String MODEL = "DSJ-V9";

    @TempDir
    private static Path folder;

    private static Staff staff;

    @BeforeAll
    static void start() {
        FindingConfig usual = FindingConfig.defaults();
        FindingConfig findings = new FindingConfig(
                usual.gap(),
                usual.buffer(),
                usual.clock(),
                usual.ahead(),
                usual.black(),
                usual.frozen(),
                usual.silent(),
                usual.hidden(),
                usual.lengths(),
                List.of(),
                2,
                List.of(new RecorderConfig(
                        MODEL, List.of("ZFY-*"), List.of("{device}_{yyyy}{MM}{dd}{HH}{mm}{ss}_{sequence}.mp4"))));
        ServerConfig plain = TestServer.config(folder.resolve("store"));
        staff = new Staff(new ServerConfig(plain.data(), plain.http(), plain.unit(), MediaLaneConfig.defaults())
                .withFindings(findings));
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    private static ObjectNode sent(SigningDevice device, String name, Path file) throws IOException {
        String id = device.send("PUT", "/files/" + name, Files.readAllBytes(file))
                .expect(201)
                .json()
                .path("id")
                .asText();
        return Eventually.found(
                "the probe of " + id + " ends",
                () -> Optional.of(staff.as("custodian", "GET", "/segments/" + id)
                                .expect(200)
                                .json())
                        .filter(json -> json.at("/media/probe/state").asText().equals("done")));
    }

    private static List<String> codes(JsonNode json) {
        List<String> codes = new ArrayList<>();
        json.path("findings").forEach(finding -> codes.add(finding.path("code").asText()));
        return codes;
    }

    private static ObjectNode model() {
        JsonNode models = staff.as("operator", "GET", "/recorder-models")
                .expect(200)
                .json()
                .path("models");
        assertEquals(1, models.size(), models::toString);
        return (ObjectNode) models.get(0);
    }

    @Test
    void aFileThatIsOtherwiseThanItsModelsSaysSoUntilTheModelIsForgotten() throws Exception {
        SigningDevice first = staff.device("ZFY-0001");
        SigningDevice second = staff.device("ZFY-0002");
        ObjectNode one = sent(first, "ZFY-0001_20261120083000_001.mp4", Clips.mp4(folder.resolve("1.mp4"), 1, 128, 96));
        assertEquals(MODEL, one.at("/media/probe/model").asText());
        assertEquals("learning", model().path("state").asText());
        sent(second, "ZFY-0002_20261120083000_001.mp4", Clips.mp4(folder.resolve("2.mp4"), 1.2, 160, 96));
        ObjectNode learnt = model();
        assertEquals("learnt", learnt.path("state").asText(), "two devices of one model teach it together");
        assertEquals(2, learnt.path("segments").size());

        ObjectNode same =
                sent(first, "ZFY-0001_20261120084500_002.mp4", Clips.mp4(folder.resolve("3.mp4"), 1.4, 128, 96));
        assertTrue(!codes(same).contains("model-differs"), same::toString);
        ObjectNode other =
                sent(first, "ZFY-0003_20261120090000_003.mp4", Clips.silentMp4(folder.resolve("4.mp4"), 1, 128, 96));
        assertTrue(codes(other).containsAll(List.of("model-differs", "name-of-other-device")), other::toString);
        JsonNode differs = finding(other, "model-differs");
        int sound = values(differs, "traits").indexOf("sound");
        assertTrue(sound >= 0, differs::toString);
        assertTrue(values(differs, "expected").get(sound).startsWith("aac"), differs::toString);
        assertEquals("-", values(differs, "found").get(sound));
        assertTrue(differs.path("text").asText().contains(MODEL), differs::toString);

        String id = learnt.path("id").asText();
        staff.as("officer", "GET", "/recorder-models").problem(403, "forbidden");
        staff.as("custodian", "POST", "/recorder-models/" + id + "/forget", CanonicalJson.object())
                .problem(400, "why");
        ObjectNode forgotten = staff.as(
                        "custodian",
                        "POST",
                        "/recorder-models/" + id + "/forget",
                        CanonicalJson.object().put("why", "固件升级"))
                .expect(200)
                .json();
        assertEquals("learning", forgotten.path("state").asText());
        ObjectNode history = staff.as("operator", "GET", "/recorder-models/" + id)
                .expect(200)
                .json();
        assertEquals(3, history.path("versions").size(), history::toString);
        assertEquals(2, history.at("/versions/1/segments").size(), "what was forgotten can still be seen");
        staff.as("operator", "GET", "/recorder-models/none").problem(404, "not-found");
    }

    private static JsonNode finding(JsonNode segment, String code) {
        for (JsonNode finding : segment.path("findings")) {
            if (finding.path("code").asText().equals(code)) {
                return finding;
            }
        }
        throw new AssertionError("no " + code + " in " + segment);
    }

    private static List<String> values(JsonNode finding, String name) {
        List<String> values = new ArrayList<>();
        finding.path("values").path(name).forEach(value -> values.add(value.asText()));
        return values;
    }

    @Test
    void technicalMetadataHaveTheNamesThatArchivesUse() throws Exception {
        SigningDevice device = staff.device("DSJ-0009");
        Path clip = Clips.mp4(folder.resolve("t.mp4"), 2, 320, 240);
        ObjectNode segment = sent(device, "REC_0001.mp4", clip);
        ObjectNode technical = staff.as(
                        "inspector", "GET", "/segments/" + segment.path("id").asText() + "/technical")
                .expect(200)
                .json();
        JsonNode archive = technical.path("archive");
        assertEquals("REC_0001.mp4", archive.path("计算机文件名").asText());
        assertEquals(Files.size(clip), archive.path("计算机文件大小").asLong());
        assertEquals("320×240", archive.path("分辨率").asText());
        assertEquals("00:00:02", archive.path("时间长度").asText());
        assertTrue(archive.path("视频编码标准").asText().startsWith("h264"), archive::toString);
        assertTrue(archive.path("音频编码标准").asText().startsWith("aac"), archive::toString);
        assertEquals("h264", technical.at("/facts/streams/0/codec").asText());
        assertEquals("DSJ-0009", technical.path("model").asText(), "a device of no model is its own");
        staff.as("inspector", "GET", "/segments/none/technical").problem(404, "not-found");
    }

    @Test
    void whatANameTellsIsKeptWithItsRule() throws Exception {
        SigningDevice device = staff.device("ZFY-0055");
        ObjectNode segment =
                sent(device, "ZFY-0055_20261120083000_017.mp4", Clips.mp4(folder.resolve("n.mp4"), 0.6, 128, 96));
        JsonNode name = segment.at("/media/probe/name");
        assertEquals("ZFY-0055_20261120083000_017.mp4", name.path("raw").asText());
        assertEquals(
                "{device}_{yyyy}{MM}{dd}{HH}{mm}{ss}_{sequence}.mp4",
                name.path("rule").asText());
        assertEquals(17, name.path("sequence").asInt());
        assertEquals("2026-11-20T08:30", name.path("at").asText());
    }
}
