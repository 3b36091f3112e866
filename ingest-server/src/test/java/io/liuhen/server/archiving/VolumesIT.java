package io.liuhen.server.archiving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.RuleChoice;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 泰安第十八条: what lacks something is no volume; what is one stays as it was. */
final class VolumesIT {
    @TempDir
    private static Path folder;

    private static Staff staff;

    @BeforeAll
    static void start() {
        ServerConfig plain = TestServer.config(folder);
        UnitConfig unit = new UnitConfig(
                "taian",
                "泰安市某局",
                ZoneId.of("Asia/Shanghai"),
                List.of(new RuleChoice("taian-general", Optional.empty())));
        staff = new Staff(new ServerConfig(plain.data(), plain.http(), unit, plain.media()));
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    private static ObjectNode by(String name) {
        return CanonicalJson.object().put("by", name);
    }

    private static String opened(String number) {
        ObjectNode json = by("张三").put("number", number);
        json.putObject("events").put("case-concluded", "2026-03-02T18:00:00+08:00");
        return staff.as("officer", "POST", "/cases", json)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static JsonNode archived(String file) {
        return staff.as("custodian", "POST", "/cases/" + file + "/volume", by("档案员"))
                .expect(200)
                .json();
    }

    @Test
    void article18WhatLacksSomethingIsNoVolume() {
        String file = opened("缺");
        String id = staff.put(
                        "script",
                        "a.mp4",
                        Seeded.bytes(900, 1),
                        "Upload-Metadata",
                        Tus.metadata("case", "缺", "endedAt", "2026-03-02T10:00:00+08:00", "device", "ZFY-1"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String recording = staff.as("officer", "GET", "/segments/" + id)
                .expect(200)
                .json()
                .path("recording")
                .asText();
        String refused = staff.as("custodian", "POST", "/cases/" + file + "/volume", by("档案员"))
                .problem(409, "not-complete")
                .path("detail")
                .asText();
        assertTrue(refused.contains("field:maker of " + recording + " (TA-18)"), refused);
        assertTrue(refused.contains("field:objectOfProof"), refused);
        String open = staff.as("officer", "POST", "/cases", by("张三").put("number", "未结"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        staff.as("custodian", "POST", "/cases/" + open + "/volume", by("档案员")).problem(409, "not-complete");
        staff.as("officer", "POST", "/cases/" + file + "/volume", by("张三")).problem(403, "forbidden");
    }

    @Test
    void aVolumeStaysAsItWasAndSaysWhatEveryFileIs() {
        String file = opened("整");
        Eventually.holds(
                "all is verified",
                () -> staff.as("custodian", "POST", "/cases/" + file + "/volume", by("档案员"))
                                .status()
                        == 200);
        JsonNode volume = archived(file);
        assertTrue(volume.path("number").asText().startsWith("taian-"), volume::toPrettyString);
        ObjectNode content = (ObjectNode) volume.path("content");
        assertEquals(
                Sha256.digestOf(CanonicalJson.write(content)).toString(),
                volume.path("sha256").asText());
        assertEquals(volume.path("number"), archived(file).path("number"), "it is archived once");
        String next = opened("下一");
        assertTrue(archived(next)
                        .path("number")
                        .asText()
                        .compareTo(volume.path("number").asText())
                > 0);
    }

    @Test
    void whatIsWrongIsToldBesideItAndSomebodyElseApproves() {
        String file = opened("误");
        JsonNode before = archived(file);
        String addenda = "/cases/" + file + "/addenda";
        JsonNode said = staff.as("officer", "POST", addenda, by("张三").put("text", "当事人名称有误"))
                .expect(201)
                .json();
        assertEquals("proposed", said.path("state").asText());
        staff.as("custodian", "POST", addenda + "/1/approval", by("李四")).problem(403, "forbidden");
        staff.as("approver", "POST", addenda + "/1/approval", by("张三")).problem(409, "own-proposal");
        staff.as("approver", "POST", addenda + "/2/approval", by("李局长")).problem(404, "not-found");
        assertEquals(
                "approved",
                staff.as("approver", "POST", addenda + "/1/approval", by("李局长"))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
        staff.server().restart();
        JsonNode after = staff.as("inspector", "GET", "/cases/" + file + "/volume")
                .expect(200)
                .json();
        assertEquals(before.path("sha256"), after.path("sha256"));
        assertEquals("李局长", after.at("/addenda/0/approvedBy").asText());
    }
}
