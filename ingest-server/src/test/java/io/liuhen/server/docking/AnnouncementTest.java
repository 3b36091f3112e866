package io.liuhen.server.docking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnnouncementTest {
    private static Announcement read(String text) throws IOException {
        return AnnouncementReader.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsSentIsReadAndWhatNobodyKnowsIsPassedOver() throws IOException {
        Announcement sent =
                read("{'device':'ZFY-0042','x':{'y':[1,{}]},'dock':'CJZ-1','dockedAt':'2026-11-20T18:00:00+08:00',"
                        + "'deviceClock':'2026-11-20T18:03:07+08:00','dockClock':'2026-11-20T18:00:01+08:00',"
                        + "'files':[{'name':'A.MP4','length':5,'sequence':1,'x':[[]],'modifiedAt':'2026-11-20T09:00:00'},"
                        + "{'name':'B.MP4','length':0,'sha256':'" + "ab".repeat(32) + "'}]}");
        assertEquals(sent.circumstances(), Circumstances.of(sent.circumstances().json()));
        assertEquals(
                sent.files(),
                sent.files().stream().map(file -> AnnouncedFile.of(file.json())).toList());
        assertEquals(2, sent.files().size());
        assertEquals(
                "2026-11-20T18:00:00+08:00",
                sent.circumstances().json().path("dockedAt").asText(),
                "with all its seconds");
    }

    /** evidence-notes: read the device clock before syncing, log the offset. */
    @Test
    void itTellsHowFarTheDevicesClockWasAhead() throws IOException {
        Circumstances read = read("{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[],"
                        + "'deviceClock':'2026-11-20T18:03:07+08:00','dockClock':'2026-11-20T10:00:01Z'}")
                .circumstances();
        assertEquals(Optional.of(Duration.ofSeconds(186)), read.clockAhead());
        assertEquals(186_000, read.json().path("clockAheadMillis").longValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}{}", "{'device':'d',}", "{'device':'d','files':[}", "nope"})
    void whatIsNoJsonObjectIsTold(String text) {
        assertThrows(IOException.class, () -> {
            Announcement none = read(text);
            throw new AssertionError(none);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'x':1}",
                "{'device':'d','device':'e','dockedAt':'2026-11-20T18:00:00+08:00','files':[]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[],'files':[]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':{}}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[1]}",
                "{'device':['d'],'dockedAt':'2026-11-20T18:00:00+08:00','files':[]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':1,'length':2}]}",
                "{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'a','length':99999999999999999999}]}",
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
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage());
        assertTrue(message.length() > 10, message);
    }

    private static String listing(int files) {
        StringBuilder text = new StringBuilder("{'device':'d','dockedAt':'2026-11-20T18:00:00+08:00','files':[");
        for (int i = 0; i < files; i++) {
            text.append(i == 0 ? "" : ",").append("{'name':'F").append(i).append("','length':1}");
        }
        return text.append("]}").toString();
    }

    @Test
    void aListingHasALimit() throws IOException {
        assertEquals(
                Announcement.FILES_MAX,
                read(listing(Announcement.FILES_MAX)).files().size());
        assertThrows(IllegalArgumentException.class, () -> read(listing(Announcement.FILES_MAX + 1)));
    }
}
