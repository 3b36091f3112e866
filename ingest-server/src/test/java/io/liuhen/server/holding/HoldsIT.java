package io.liuhen.server.holding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must stay for a lawsuit, an appeal, a complaint or an inspection stays, whoever says otherwise, until two roles release it. */
final class HoldsIT {
    @TempDir
    private static Path folder;

    private static Staff staff;

    @BeforeAll
    static void start() {
        staff = new Staff(folder);
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    private static String segment(int seed, String... metadata) {
        return staff.put(
                        "script",
                        "a" + seed + ".mp4",
                        Seeded.bytes(500, seed),
                        metadata.length == 0 ? new String[0] : new String[] {"Upload-Metadata", Tus.metadata(metadata)})
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static String recordingOf(String segment) {
        return staff.as("custodian", "GET", "/segments/" + segment)
                .expect(200)
                .json()
                .path("recording")
                .asText();
    }

    private static ObjectNode hold(String... on) {
        ObjectNode json = CanonicalJson.object()
                .put("by", "王五")
                .put("reason", "litigation")
                .put("basis", "（2026）吉0102行初1号");
        for (String id : on) {
            json.withArray("on").add(id);
        }
        return json;
    }

    private static String placed(String... on) {
        return staff.as("custodian", "POST", "/holds", hold(on))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static Answer released(String role, String hold) {
        return staff.as(
                role,
                "POST",
                "/holds/" + hold + "/release",
                CanonicalJson.object().put("by", "某" + role).put("why", "判决生效"));
    }

    private static Answer disposed(String segment) {
        return staff.as(
                "approver",
                "POST",
                "/segments/" + segment + "/disposal",
                CanonicalJson.object().put("who", "李局长").put("why", "期满").put("rule", "JC3-11"));
    }

    private static JsonNode keeping(String segment) {
        return staff.as("custodian", "GET", "/segments/" + segment + "/keeping")
                .expect(200)
                .json()
                .path("holds");
    }

    @Test
    void aHoldBeatsEverythingAndTwoRolesReleaseIt() {
        String segment = segment(1);
        String hold = placed(recordingOf(segment));
        assertEquals("hold/" + hold, keeping(segment).path(0).asText());
        disposed(segment).problem(409, "must-stay");
        staff.as(
                        "custodian",
                        "POST",
                        "/segments/" + segment + "/keeping",
                        CanonicalJson.object().put("release", "hold/" + hold))
                .problem(400, "keeping");
        assertEquals(
                "standing",
                released("custodian", hold).expect(200).json().path("state").asText());
        released("custodian", hold).problem(409, "needs-another-role");
        disposed(segment).problem(409, "must-stay");
        staff.server().restart();
        disposed(segment).problem(409, "must-stay");
        assertEquals(
                "released",
                released("approver", hold).expect(200).json().path("state").asText());
        assertEquals(0, keeping(segment).size());
        disposed(segment).expect(200);
    }

    @Test
    void whatArrivesLaterIsCoveredToo() {
        String file = staff.as(
                        "custodian",
                        "POST",
                        "/cases",
                        CanonicalJson.object().put("by", "张三").put("number", "〔2026〕第7号"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String hold = placed(file);
        String later = segment(2, "case", "〔2026〕第7号");
        assertEquals("hold/" + hold, keeping(later).path(0).asText());
        disposed(later).problem(409, "must-stay");
        String linked = segment(3);
        ObjectNode act = CanonicalJson.object().put("by", "张三").put("start", "2026-03-02T09:00:00+08:00");
        act.putArray("kinds").add("inspection");
        act.putArray("cases").add(file);
        act.putArray("recordings").addObject().put("recording", recordingOf(linked));
        staff.as("officer", "POST", "/acts", act).expect(201);
        disposed(linked).problem(409, "must-stay");
        disposed(segment(4)).expect(200);
        released("archive", hold).expect(200);
        released("approver", hold).expect(200);
        disposed(linked).expect(200);
    }

    @Test
    void twoHoldsAreTwo() {
        String segment = segment(5);
        String one = placed(recordingOf(segment));
        String other = placed(recordingOf(segment));
        released("custodian", one).expect(200);
        released("approver", one).expect(200);
        disposed(segment).problem(409, "must-stay");
        assertEquals("hold/" + other, keeping(segment).path(0).asText());
        assertTrue(staff.as("inspector", "GET", "/holds?state=standing")
                .expect(200)
                .text()
                .contains(other));
        assertEquals(
                1,
                staff.as("custodian", "GET", "/holds/" + other)
                        .expect(200)
                        .json()
                        .path("on")
                        .size());
    }

    @Test
    void whatIsNotThereOrSaysTooLittleHoldsNothing() {
        staff.as("custodian", "POST", "/holds", hold("01a1fb27-b057-74b5-87da-864848bd0e61"))
                .problem(422, "hold");
        staff.as("custodian", "POST", "/holds", hold()).problem(400, "hold");
        staff.as("custodian", "POST", "/holds", hold("x")).problem(400, "hold");
        staff.as("officer", "POST", "/holds", hold("x")).problem(403, "forbidden");
        staff.as("inspector", "POST", "/holds", hold("x")).problem(403, "forbidden");
        released("custodian", "01a1fb27-b057-74b5-87da-864848bd0e61").problem(404, "not-found");
    }
}
