package io.liuhen.server.duty;

import static io.liuhen.server.duty.Agency.by;
import static io.liuhen.server.duty.Agency.json;
import static io.liuhen.server.duty.Agency.list;
import static io.liuhen.server.duty.Agency.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Seeded;
import io.liuhen.storage.format.CanonicalJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people put on record: kept as they said it, in all versions, and counting from when a named person stood by it. */
final class StatementsIT {
    @TempDir
    private Path folder;

    private Agency agency;

    @BeforeEach
    void open() {
        agency = new Agency(folder, "jilin-civil", "2026-03-02T12:00", false);
    }

    @AfterEach
    void close() {
        agency.close();
    }

    private String recording(int seed, String... more) {
        String[] all = new String[more.length + 4];
        all[0] = "madeAt";
        all[1] = text("2026-03-02T09:00");
        all[2] = "endedAt";
        all[3] = text("2026-03-02T10:00");
        System.arraycopy(more, 0, all, 4, more.length);
        return agency.upload("REC_" + seed + ".MP4", Seeded.bytes(3_000, seed), all);
    }

    private static ObjectNode act(String... kinds) {
        return list(
                by("张三").put("start", text("2026-03-02T09:00")).put("end", text("2026-03-02T10:00")), "kinds", kinds);
    }

    @Test
    void whatADeviceSaysThatARecordingProvesCountsOnceANamedPersonConfirmsIt() {
        String path = "/recordings/" + recording(1, "objectOfProof", "检查过程") + "/metadata";
        assertEquals(
                "proposed", agency.get(path).at("/fields/objectOfProof/state").asText());
        assertTrue(agency.get(path).path("missing").toString().contains("field:objectOfProof"));
        agency.patch(path, list(by("张三"), "confirm", "objectOfProof"));
        JsonNode confirmed = agency.get(path);
        assertEquals("confirmed", confirmed.at("/fields/objectOfProof/state").asText());
        assertEquals("device", confirmed.at("/fields/objectOfProof/source").asText());
        assertFalse(confirmed.path("missing").toString().contains("field:objectOfProof"));
    }

    @Test
    void aConfirmationHoldsForTheValueThatWasConfirmed() {
        String recording = recording(2);
        String path = "/recordings/" + recording + "/metadata";
        agency.patch(path, by("张三").set("fields", json().put("objectOfProof", "检查过程")));
        assertEquals(
                "confirmed", agency.get(path).at("/fields/objectOfProof/state").asText());
        String etag = agency.server().http().get("/recordings/" + recording).required("ETag");
        agency.server()
                .http()
                .send(
                        "PATCH",
                        "/recordings/" + recording,
                        BodyPublishers.ofByteArray(CanonicalJson.write(json().put("objectOfProof", "另一过程"))),
                        "If-Match",
                        etag,
                        "Content-Type",
                        "application/merge-patch+json")
                .expect(200);
        assertEquals(
                "proposed", agency.get(path).at("/fields/objectOfProof/state").asText());
    }

    @Test
    void everyVersionIsKeptAndWhoStatedIt() {
        String recording = recording(3);
        String path = "/recordings/" + recording + "/metadata";
        ObjectNode first = by("张三");
        first.putArray("bookmarks").add(json().put("mark", "亮证").put("atMillis", 1500));
        agency.patch(path, first);
        agency.becomes("2026-03-02T13:00");
        ObjectNode second = by("李四");
        second.putArray("bookmarks").add(json().put("mark", "亮证").put("atMillis", 1500));
        second.withArray("bookmarks").add(json().put("mark", "告知"));
        agency.patch(path, second);
        JsonNode versions = agency.get(path + "/versions").path("versions");
        assertEquals(2, versions.size());
        assertEquals(1, versions.get(0).path("bookmarks").size());
        assertEquals("张三", versions.get(1).at("/bookmarks/0/by").asText(), "he said it first");
        assertEquals("李四", versions.get(1).at("/bookmarks/1/by").asText());
        assertEquals(2, agency.server().deeds(recording, "sheet-stated"));
        assertFalse(
                agency.server().deed(recording, "sheet-stated").toString().contains("张三"),
                "names are no part of what is kept for ever");
        agency.change("PUT", path, by("王五")).expect(200);
        JsonNode after = agency.get(path);
        assertEquals(0, after.path("bookmarks").size());
        assertFalse(after.path("fields").has("madeAt"), after::toPrettyString);
        assertEquals(
                "2026-03-02T09:00+08:00",
                agency.get("/recordings/" + recording + "/versions")
                        .at("/versions/0/metadata/madeAt")
                        .asText(),
                "the first metadata stay");
    }

    @Test
    void whoHasNotSeenTheLastVersionChangesNothing() {
        String path = "/recordings/" + recording(4) + "/metadata";
        String seen = agency.server().http().get(path).required("ETag");
        agency.patch(path, by("张三").set("fields", json().put("place", "某厂")));
        agency.server()
                .http()
                .send(
                        "PATCH",
                        path,
                        BodyPublishers.ofByteArray(CanonicalJson.write(by("李四").put("excuse", "停电"))),
                        "If-Match",
                        seen)
                .problem(412, "version");
        agency.server()
                .http()
                .send("PATCH", path, BodyPublishers.ofByteArray(CanonicalJson.write(by("李四"))))
                .problem(428, "if-match");
    }

    @Test
    void wordsThatThePackDoesNotKnowAreRefusedWithThoseThatItKnows() {
        assertTrue(agency.post("/acts", act("inspektion"))
                .problem(422, "statement")
                .path("detail")
                .asText()
                .contains("inspection"));
        agency.post("/acts", act("inspection").put("placee", "某厂")).problem(422, "statement");
        agency.post("/acts", list(json().put("start", "x"), "kinds", "inspection"))
                .problem(400, "by");
        String nowhere = "01a1fb27-b057-74b5-87da-864848bd0e61";
        agency.post("/acts", list(act("inspection"), "cases", nowhere)).problem(422, "statement");
        ObjectNode linked = act("inspection");
        linked.putArray("recordings").add(json().put("recording", nowhere));
        agency.post("/acts", linked).problem(422, "statement");
        agency.server().http().get("/acts/" + nowhere).problem(404, "not-found");
    }

    @Test
    void oneTakeServesSeveralActsAndCasesEachForItsSpan() {
        String recording = recording(5);
        String one = agency.open("/cases", by("张三").put("number", "1"));
        String other = agency.open("/cases", by("张三").put("number", "2"));
        ObjectNode first = list(act("inspection"), "cases", one);
        first.putArray("recordings").add(json().put("recording", recording).put("to", text("2026-03-02T09:30")));
        ObjectNode second = list(list(by("张三"), "kinds", "questioning"), "cases", other)
                .put("start", text("2026-03-02T09:40"))
                .put("end", text("2026-03-02T09:50"));
        second.putArray("recordings").add(json().put("recording", recording).put("from", text("2026-03-02T09:30")));
        assertEquals("green", agency.standing(agency.open("/acts", first)));
        assertEquals("green", agency.standing(agency.open("/acts", second)));
        ObjectNode beside = list(by("张三"), "kinds", "questioning")
                .put("start", text("2026-03-02T09:40"))
                .put("end", text("2026-03-02T09:50"));
        beside.putArray("recordings").add(json().put("recording", recording).put("to", text("2026-03-02T09:30")));
        assertEquals("pending", agency.standing(agency.open("/acts", beside)), "the span does not reach it");
        for (String file : new String[] {one, other}) {
            assertEquals(
                    recording,
                    agency.get("/cases/" + file + "/completeness")
                            .at("/recordings/0")
                            .asText());
        }
        assertEquals(3, agency.get("/acts?recording=" + recording).path("acts").size());
        assertEquals(1, agency.get("/acts?case=" + one).path("acts").size());
    }

    @Test
    void aCaseHasItsNumberAloneAndMayCorrectIt() {
        String one = agency.open("/cases", by("张三").put("number", "〔2026〕第1号"));
        assertEquals(
                one,
                agency.post("/cases", by("李四").put("number", "〔2026〕第1号"))
                        .problem(409, "number-taken")
                        .path("case")
                        .asText());
        agency.patch("/cases/" + one, by("张三").put("number", "〔2026〕第2号"));
        String other = agency.open("/cases", by("李四").put("number", "〔2026〕第1号"));
        assertNotEquals(one, other);
        assertEquals(
                other,
                agency.get("/cases?number=%E3%80%942026%E3%80%95%E7%AC%AC1%E5%8F%B7")
                        .at("/cases/0/id")
                        .asText());
        assertEquals(
                2, agency.get("/cases/" + one + "/versions").path("versions").size());
    }

    /** 附件3第五条: 无法使用的原因和依据, 即时向上级领导报告. */
    @Test
    void annex3Article5AnExplosionProofRecorderVoidsTheExemption() {
        ObjectNode json = act("inspection");
        ObjectNode exemption =
                json.putObject("exemption").put("code", "explosive").put("reason", "油库");
        exemption
                .putObject("workRecord")
                .put("basis", "现场")
                .put("author", "张三")
                .put("time", "10:00")
                .put("superior", "王处长");
        String act = agency.open("/acts", json);
        assertEquals("amber", agency.standing(act));
        agency.patch("/acts/" + act, by("张三").set("exemption", list(json(), "devices", "explosion-proof")));
        assertEquals("pending", agency.standing(act));
        assertTrue(agency.get("/acts/" + act).at("/standing/faults").toString().contains("exemption-void-by"));
    }
}
