package io.liuhen.server.duty;

import static io.liuhen.server.duty.Agency.by;
import static io.liuhen.server.duty.Agency.json;
import static io.liuhen.server.duty.Agency.list;
import static io.liuhen.server.duty.Agency.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Seeded;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of what is overdue: right when times pass, when things are done, after a restart and under another regulation. */
final class DueIndexIT {
    @TempDir
    private Path folder;

    private static List<String> overdue(Agency agency) {
        return Agency.stream(agency.get("/overdue").path("overdue"))
                .map(each -> each.path("id").asText())
                .toList();
    }

    private static void settles(Agency agency, List<String> expected) {
        Eventually.holds(
                () -> expected + " and not " + agency.get("/overdue"),
                () -> overdue(agency).equals(expected)
                        && agency.get("/overdue").path("behind").asInt() == 0);
    }

    private static String recording(Agency agency, int seed, String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "endedAt";
        all[1] = text("2026-03-02T10:00");
        System.arraycopy(more, 0, all, 2, more.length);
        return agency.upload("REC_" + seed + ".MP4", Seeded.bytes(3_000, seed), all);
    }

    /** An act that was not recorded becomes overdue when the time for its recording is up, and is not once it is excused. */
    @Test
    void whatIsMissingIsListedWhenItsTimeIsUpAndNoLongerWhenItIsDone() {
        try (Agency agency = new Agency(folder, "taian-general", "2026-03-02T12:00", false)) {
            ObjectNode json = list(by("张三"), "kinds", "inspection")
                    .put("start", text("2026-03-02T09:00"))
                    .put("end", text("2026-03-02T10:00"));
            String act = agency.open("/acts", json);
            settles(agency, List.of());
            agency.becomes("2026-03-05T00:00");
            settles(agency, List.of());
            agency.becomes("2026-03-05T00:01");
            settles(agency, List.of(act));
            JsonNode item = agency.get("/overdue").at("/overdue/0");
            assertEquals("act", item.path("kind").asText());
            assertEquals(
                    Agency.at("2026-03-05T00:00").toString(), item.path("since").asText());
            assertEquals("TA-15", item.at("/acts/0/cites/0/article").asText());
            agency.server().restart();
            settles(agency, List.of(act));
            agency.patch(
                    "/acts/" + act,
                    by("张三").set("exemption", json().put("code", "secret").put("reason", "涉密")));
            settles(agency, List.of());
        }
    }

    /** 附件2第十八条: an upload that breaks off is late as one that never begins. */
    @Test
    void anUploadThatDoesNotEndIsListed() {
        try (Agency agency = new Agency(folder, "fusong-ecology", "2026-03-02T12:00", false)) {
            String upload = agency.server()
                    .tus()
                    .create(10_000, "endedAt", text("2026-03-02T11:00"), "dockedAt", text("2026-03-02T11:30"));
            agency.becomes("2026-03-03T11:01");
            Eventually.holds("it is listed", () -> overdue(agency).size() == 1);
            String recording = overdue(agency).get(0);
            JsonNode storing = agency.obligation("/recordings/" + recording, "storing", recording);
            assertEquals("overdue", storing.path("state").asText());
            assertEquals("line-after-docking", storing.path("delay").asText(), "it was docked in time");
            assertEquals("FS-27", storing.path("article").asText());
            agency.server().tus().patch(upload, 0, Seeded.bytes(10_000, 4)).expect(204);
            assertEquals(
                    "fulfilled-late",
                    agency.state("/recordings/" + recording, "storing"),
                    () -> agency.get("/recordings/" + recording).toPrettyString()
                            + agency.get("/recordings/" + recording + "/obligations")
                                    .toPrettyString());
        }
    }

    /** 抚松第二十七条 and 吉林应急第二十五条 part: under another pack the same recording is late, or is not. */
    @Test
    void underAnotherRegulationEverythingIsJudgedAnew() {
        String recording;
        try (Agency agency = new Agency(folder, "wanghua-emergency", "2026-03-06T12:00", false)) {
            recording = recording(agency, 1);
            settles(agency, List.of());
        }
        try (Agency agency = new Agency(folder, "jilin-emergency", "2026-03-06T12:00", false)) {
            settles(agency, List.of(recording));
            assertTrue(agency.get("/overdue").toString().contains("JE-26"));
        }
        try (Agency agency = new Agency(folder, "wanghua-emergency", "2026-03-06T12:00", false)) {
            settles(agency, List.of());
        }
    }

    /** A case hears of a recording that only names its number. */
    @Test
    void aRecordingThatNamesACaseIsPartOfIt() {
        try (Agency agency = new Agency(folder, "taian-general", "2026-03-02T12:00", false)) {
            ObjectNode json = by("张三").put("number", "〔2026〕第9号");
            json.putObject("events").put("case-concluded", text("2026-03-02T11:00"));
            String file = agency.open("/cases", json);
            String recording = recording(agency, 2, "case", "〔2026〕第9号");
            assertEquals(
                    recording,
                    agency.get("/cases/" + file + "/completeness")
                            .at("/recordings/0")
                            .asText());
            JsonNode maker = agency.obligation("/recordings/" + recording, "field:maker", recording);
            assertEquals("TA-18", maker.path("article").asText());
            assertEquals(
                    Agency.at("2026-04-02T00:00").toString(),
                    maker.path("until").asText());
            agency.becomes("2026-04-03T09:00");
            settles(agency, List.of(file));
            assertTrue(agency.get("/overdue").toString().contains("field:maker"));
        }
    }
}
