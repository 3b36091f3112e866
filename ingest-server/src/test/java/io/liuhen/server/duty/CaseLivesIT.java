package io.liuhen.server.duty;

import static io.liuhen.server.duty.Agency.by;
import static io.liuhen.server.duty.Agency.json;
import static io.liuhen.server.duty.Agency.list;
import static io.liuhen.server.duty.Agency.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Seeded;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For each pack a whole case, from its first act to its closing: three acts, of which one is recorded and stored in time, one
 * late, and one not at all for a reason; labels that are missing and come; papers that are filed. 2 March 2026 is a Monday. What
 * was asked for when is written to {@code target/lives}.
 */
final class CaseLivesIT {
    @TempDir
    private Path folder;

    /** What differs from agency to agency. */
    enum Life {
        JILIN_EMERGENCY("jilin-emergency", "unsuitable", "service-retention", "service-notice", "enforcement"),
        WANGHUA_EMERGENCY("wanghua-emergency", "secret", "inspection", "questioning", "sampling"),
        JILIN_CIVIL("jilin-civil", "weather-or-fault", "inspection", "questioning", "service-other"),
        FUSONG_ECOLOGY("fusong-ecology", "unsuitable", "inspection", "sampling", "hearing"),
        TAIAN_GENERAL("taian-general", "secret", "inspection", "questioning", "sampling");

        private final String pack;
        private final String exemption;
        private final String first;
        private final String second;
        private final String third;

        Life(String pack, String exemption, String first, String second, String third) {
            this.pack = pack;
            this.exemption = exemption;
            this.first = first;
            this.second = second;
            this.third = third;
        }

        /** 望花 sets no time for storing: what is asked for is asked for when archiving. */
        boolean setsStoring() {
            return this != WANGHUA_EMERGENCY;
        }

        boolean judges() {
            return this == WANGHUA_EMERGENCY;
        }
    }

    @ParameterizedTest
    @EnumSource(Life.class)
    void aWholeCase(Life life) {
        try (Agency agency = new Agency(folder, life.pack, "2026-03-02T08:30", false)) {
            Diary diary = new Diary(life.pack);
            String file = agency.open(
                    "/cases",
                    list(by("承办人张三").put("number", "〔2026〕第1号").put("matter", "日常检查"), "handlers", "张三")
                            .set("events", json().put("case-started", text("2026-03-02T08:30"))));
            diary.call(file, "案卷");
            String first = act(agency, life, life.first, file, "2026-03-02T09:00", "2026-03-02T10:00");
            String second = act(agency, life, life.second, file, "2026-03-02T10:30", "2026-03-02T11:00");
            String third = act(agency, life, life.third, file, "2026-03-02T14:00", "2026-03-02T15:00");
            diary.call(first, "行为一 " + life.first);
            diary.call(second, "行为二 " + life.second);
            diary.call(third, "行为三 " + life.third);
            diary.note(agency, "立案，三项执法行为", file);
            assertEquals("pending", agency.standing(first));

            agency.becomes("2026-03-02T18:00");
            String inTime = agency.upload(
                    "REC_0001.MP4",
                    Seeded.bytes(5_000, 1),
                    "device",
                    "ZFY-0042",
                    "madeAt",
                    text("2026-03-02T08:58"),
                    "endedAt",
                    text("2026-03-02T10:05"),
                    "maker",
                    "张三",
                    "makerNumber",
                    "220621001",
                    "dockedAt",
                    text("2026-03-02T17:50"));
            diary.call(inTime, "录像一");
            agency.patch("/acts/" + first, linked(inTime));
            diary.note(agency, "录像一按时存储", file);
            assertEquals("green", agency.standing(first));

            exempted(agency, life, third);
            diary.note(agency, "行为三未录音录像，说明理由", file);

            agency.becomes("2026-03-06T09:00");
            String late = agency.upload(
                    "REC_0002.MP4",
                    Seeded.bytes(5_000, 2),
                    "device",
                    "ZFY-0043",
                    "madeAt",
                    text("2026-03-02T10:28"),
                    "endedAt",
                    text("2026-03-02T11:02"),
                    "dockedAt",
                    text("2026-03-06T08:40"));
            diary.call(late, "录像二");
            if (life.setsStoring()) {
                assertEquals("red", agency.standing(second), "the time for it is over, and nothing is there");
            }
            agency.patch("/acts/" + second, linked(late));
            diary.note(agency, "录像二迟到，缺制作人", file);
            assertEquals("green", agency.standing(second));
            assertEquals("amber", agency.standing(third));
            storing(agency, life, inTime, late);

            ObjectNode over = by("张三");
            // 望花 counts from 结案, the others from 执行终结; 民政 keeps from whichever is the last.
            over.putObject("events")
                    .put("case-concluded", text("2026-03-06T09:30"))
                    .put("case-closed", text("2026-03-06T09:30"));
            agency.patch("/cases/" + file, over);
            diary.note(agency, "执行终结，结案", file);
            JsonNode archiving = agency.obligation("/cases/" + file, "archiving", file);
            assertEquals("on-time", archiving.path("state").asText());
            // Thirty days end on Sunday 5 April; with 清明节 the next day that is worked is Tuesday.
            assertEquals(
                    Agency.at("2026-04-08T00:00").toString(),
                    archiving.path("until").asText());

            completed(agency, late);
            completed(agency, inTime);
            diary.note(agency, "补全标注，证明对象经确认", file);
            papers(agency, file);
            diary.note(agency, "文书归入案卷", file);
            JsonNode completeness = agency.get("/cases/" + file + "/completeness");
            assertTrue(completeness.path("complete").asBoolean(), completeness::toPrettyString);

            archived(agency, diary, file, first);
            kept(agency, life, inTime);
        }
    }

    /** 归档: checked, frozen, numbered; and whoever finds something wrong afterwards says so beside it. */
    private static void archived(Agency agency, Diary diary, String file, String act) {
        String path = "/cases/" + file;
        agency.becomes("2026-04-08T09:00");
        diary.note(agency, "三十日已过，未归档", file);
        assertEquals("overdue", agency.state(path, "archiving"));
        Eventually.holds("the list says so", () -> listed(agency, file));
        JsonNode volume = agency.decided(path + "/volume", by("档案员"), 200);
        assertEquals("trial-2026-0001", volume.path("number").asText());
        diary.note(agency, "归档为 " + volume.path("number").asText(), file);
        assertEquals("fulfilled-late", agency.state(path, "archiving"));
        Eventually.holds("the list says so no more", () -> !listed(agency, file));
        assertEquals(3, volume.at("/content/acts").size());
        assertEquals(2, volume.at("/content/recordings").size());
        agency.change("PATCH", path, by("张三").put("matter", "另一事项")).problem(409, "archived");
        agency.change("PATCH", "/acts/" + act, by("张三").put("place", "别处")).problem(409, "archived");
        agency.post(path + "/addenda", by("张三").put("text", "当事人名称有误")).expect(201);
        assertEquals(volume.path("sha256"), agency.get(path + "/volume").path("sha256"), "the volume stays as it was");
    }

    /** 附件3第十一条: 民政 keeps for two years; the others give no number, so nothing is ever proposed for disposal. */
    private static void kept(Agency agency, Life life, String recording) {
        agency.becomes("2028-04-10T00:00");
        JsonNode retention = agency.asked("/recordings/" + recording + "/retention");
        assertEquals(life == Life.JILIN_CIVIL, retention.path("proposable").asBoolean(), retention::toPrettyString);
        assertEquals(
                life == Life.JILIN_CIVIL ? "JC3-11" : "",
                retention.at("/cites/0/article").asText());
    }

    private static boolean listed(Agency agency, String id) {
        return Agency.stream(agency.get("/overdue").path("overdue"))
                .anyMatch(each -> each.path("id").asText().equals(id));
    }

    private static String act(Agency agency, Life life, String kind, String file, String start, String end) {
        ObjectNode json =
                by("张三").put("start", text(start)).put("end", text(end)).put("place", "某厂");
        list(json, "kinds", kind);
        list(json, "cases", file);
        list(json, "parties", "某公司");
        json.putArray("officers")
                .add(json().put("name", "张三").put("number", "220621001").put("shown", true));
        json.withArray("officers")
                .add(json().put("name", "李四").put("number", "220621002").put("shown", true));
        ObjectNode fields = json.putObject("fields");
        for (String name : List.of(
                "documentStart",
                "documentEnd",
                "serviceContent",
                "retentionReason",
                "present",
                "server",
                "witness",
                "refusalReason",
                "refusalDate",
                "noticeReason",
                "noticeCarrier")) {
            fields.put(name, "文书所载");
        }
        if (life.judges()) {
            json.putObject("judgement").put("needed", true).put("reason", "易引发争议");
        }
        return agency.open("/acts", json);
    }

    private static ObjectNode linked(String recording) {
        ObjectNode json = by("张三");
        json.putArray("recordings").add(json().put("recording", recording));
        return json;
    }

    private static void exempted(Agency agency, Life life, String act) {
        ObjectNode json = by("张三");
        json.putObject("exemption").put("code", life.exemption).put("reason", "当时情况");
        agency.patch("/acts/" + act, json);
        if (life == Life.JILIN_CIVIL) {
            // JC3-5: without the work record, and the superior told, it does not count.
            assertEquals("pending", agency.standing(act));
            ObjectNode record = by("张三");
            ObjectNode parts = record.putObject("exemption").putObject("workRecord");
            Map.of("basis", "设备故障单", "author", "张三", "time", "2026-03-02 15:10", "superior", "王处长")
                    .forEach(parts::put);
            agency.patch("/acts/" + act, record);
        }
        assertEquals("amber", agency.standing(act));
    }

    private static void storing(Agency agency, Life life, String inTime, String late) {
        String ofLate = "/recordings/" + late;
        if (!life.setsStoring()) {
            assertFalse(agency.get(ofLate + "/obligations").toString().contains("\"storing\""));
            return;
        }
        assertEquals("fulfilled", agency.state("/recordings/" + inTime, "storing"));
        JsonNode storing = agency.obligation(ofLate, "storing", late);
        assertEquals("fulfilled-late", storing.path("state").asText());
        assertEquals("recorder-not-docked", storing.path("delay").asText());
        String until = life == Life.FUSONG_ECOLOGY ? "2026-03-03T11:02" : "2026-03-05T00:00";
        assertEquals(Agency.at(until).toString(), storing.path("until").asText());
        if (life == Life.JILIN_EMERGENCY || life == Life.JILIN_CIVIL) {
            assertEquals("overdue", agency.state(ofLate, "field:maker"));
            Eventually.holds(
                    "the list says so",
                    () -> Agency.stream(agency.get("/overdue").path("overdue"))
                            .anyMatch(each -> each.path("id").asText().equals(late)));
        }
    }

    /** What is proposed from the act counts once a person stands by it; the rest is written. */
    private static void completed(Agency agency, String recording) {
        String path = "/recordings/" + recording + "/metadata";
        JsonNode proof = agency.get(path).at("/fields/objectOfProof");
        assertEquals("proposed", proof.path("state").asText());
        assertEquals("act", proof.path("source").asText());
        ObjectNode json = list(by("张三"), "confirm", "objectOfProof", "method", "madeAt");
        json.putObject("fields")
                .put("maker", "张三")
                .put("case", "〔2026〕第1号")
                .put("party", "某公司")
                .put("handler", "张三")
                .put("place", "某厂")
                .put("matter", "日常检查");
        List.of("告知", "地点标志", "亮证")
                .forEach(mark ->
                        json.withArray("bookmarks").add(json().put("mark", mark).put("atMillis", 1000)));
        agency.patch(path, json);
        JsonNode after = agency.get(path);
        assertEquals("confirmed", after.at("/fields/objectOfProof/state").asText());
        assertEquals("张三", after.at("/fields/objectOfProof/by").asText());
        assertEquals(proof.path("value"), after.at("/fields/objectOfProof/value"));
        assertEquals(0, after.path("missing").size(), after::toPrettyString);
    }

    /** Whatever papers the regulation asks for, of the first kind that it names. */
    private static void papers(Agency agency, String file) {
        ObjectNode json = by("张三");
        var papers = json.putArray("documents");
        Agency.stream(agency.get("/cases/" + file + "/obligations").path("obligations"))
                .map(each -> each.path("what").asText())
                .filter(what -> what.startsWith("document:"))
                .map(what -> what.substring("document:".length()).replaceFirst("/.*", ""))
                .distinct()
                .forEach(kind -> papers.add(json().put("kind", kind)));
        agency.patch("/cases/" + file, json);
        assertEquals(
                Optional.empty(),
                Agency.stream(agency.get("/cases/" + file + "/obligations").path("obligations"))
                        .filter(each -> each.path("what").asText().startsWith("document:"))
                        .filter(each -> !each.path("state").asText().startsWith("fulfilled"))
                        .findFirst());
    }
}
