package io.liuhen.server.docking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnnouncementTest {
    private static ObjectNode json(String text) {
        return CanonicalJson.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsStoredIsReadBackAsItWas() {
        Announcement sent =
                Announcement.of(json("{'device':'ZFY-0042','dock':'CJZ-1','dockedAt':'2026-11-20T18:00:00+08:00',"
                        + "'deviceClock':'2026-11-20T18:03:07+08:00','dockClock':'2026-11-20T18:00:01+08:00',"
                        + "'files':[{'name':'A.MP4','length':5,'sequence':1,'modifiedAt':'2026-11-20T09:00:00'},"
                        + "{'name':'B.MP4','length':0,'sha256':'" + "ab".repeat(32) + "'}]}"));
        assertEquals(sent, Announcement.of(sent.json()));
        assertEquals(2, sent.files().size());
        assertEquals("2026-11-20T18:00:00+08:00", sent.json().path("dockedAt").asText(), "with all its seconds");
    }

    /** evidence-notes: read the device clock before syncing, log the offset. */
    @Test
    void itTellsHowFarTheDevicesClockWasAhead() {
        ObjectNode json = json("{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[],"
                + "'deviceClock':'2026-11-20T18:03:07+08:00','dockClock':'2026-11-20T10:00:01Z'}");
        assertEquals(Optional.of(Duration.ofSeconds(186)), Announcement.of(json).clockAhead());
        assertEquals(
                186_000, Announcement.of(json).head().path("clockAheadMillis").longValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00'}",
                "{'device':'','dockedAt':'2026-11-20T18:00:00+08:00','files':[]}",
                "{'device':'d','files':[]}",
                "{'device':'d','dockedAt':'yesterday','files':[]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00','files':[]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','deviceClock':'2026-11-20T18:00:00+08:00','files':[]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a'}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':-1}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':'1'}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':1.5}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'','length':1}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':1,'sha256':'00'}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':1,'sequence':'x'}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':1},{'name':'a','length':2}]}",
            })
    void whatSaysTooLittleIsRefusedWithASentence(String text) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Announcement.of(json(text)))
                .getMessage());
        assertTrue(message.length() > 10, message);
    }

    @Test
    void aListingHasALimit() {
        ObjectNode json = json("{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00'}");
        ArrayNode files = json.putArray("files");
        for (int i = 0; i < Announcement.FILES_MAX; i++) {
            files.addObject().put("name", "F" + i).put("length", 1);
        }
        assertEquals(Announcement.FILES_MAX, Announcement.of(json).files().size());
        files.addObject().put("name", "one more").put("length", 1);
        assertThrows(IllegalArgumentException.class, () -> Announcement.of(json));
    }
}
