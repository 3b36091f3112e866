package io.liuhen.server.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 声音资料应当附有该声音内容的文字记录: 吉林应急第二十六条, 吉林民政实施办法第十八条, 泰安第十八条. */
final class TranscriptIT {
    private static final String WORDS = "WEBVTT\n\n00:01.000 --> 00:02.000\n您好\n";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String recording(int seed) {
        String id = server.tus().upload(Seeded.bytes(seed, 4_000), "filename", "REC_0001.WAV");
        return server.http()
                .get("/segments/" + id)
                .expect(200)
                .json()
                .path("recording")
                .asText();
    }

    private static Answer write(String recording, String type, String text, String... metadata) {
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < metadata.length; i += 2) {
            header.append(i == 0 ? "" : ",")
                    .append(metadata[i])
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(metadata[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return server.http()
                .send(
                        "POST",
                        "/recordings/" + recording + "/transcripts",
                        BodyPublishers.ofString(text),
                        "Content-Type",
                        type,
                        "Upload-Metadata",
                        header.toString());
    }

    private static Answer confirm(String address, String by) {
        return server.http()
                .send(
                        "POST",
                        address + "/confirmation",
                        BodyPublishers.ofString("{\"by\":\"" + by + "\"}"),
                        "Content-Type",
                        "application/json");
    }

    @Test
    void itIsKeptAsItCameWithWhoWroteAndWhoCheckedIt() {
        String recording = recording(81);
        Answer created = write(recording, "text/vtt", WORDS, "author", "张三", "checker", "李四", "language", "zh-CN");
        ObjectNode json = created.expect(201).json();
        assertEquals(1, json.path("version").asInt());
        assertTrue(json.path("counts").asBoolean());
        String address = created.required("Location");
        Answer read = server.http().get(address).expect(200);
        assertEquals(WORDS, read.text());
        assertEquals("text/vtt; charset=utf-8", read.required("Content-Type"));
        assertEquals(
                "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n您好\n",
                server.http().get(address + "/captions.vtt").expect(200).text());
        ObjectNode entry = server.deed(recording, "transcribed");
        assertEquals(
                Seeded.sha256(WORDS.getBytes(StandardCharsets.UTF_8)),
                entry.at("/facts/sha256").asText());
        assertFalse(entry.toString().contains("张三"), "names are no part of what is kept for ever");
    }

    @Test
    void everyVersionIsKeptAndTheSameTwiceIsOne() {
        String recording = recording(82);
        write(recording, "text/plain", "问：姓名？", "author", "张三").expect(201);
        write(recording, "text/plain", "问：姓名？", "author", "张三").expect(201);
        write(recording, "text/plain; charset=utf-8", "问：姓名？答：王五。", "author", "张三")
                .expect(201);
        ObjectNode list = server.http()
                .get("/recordings/" + recording + "/transcripts")
                .expect(200)
                .json();
        assertEquals(2, list.path("transcripts").size());
        String first = "/recordings/" + recording + "/transcripts/1";
        assertEquals("问：姓名？", server.http().get(first).expect(200).text());
        server.http().get(first + "/captions.vtt").problem(404, "not-found");
        server.restart();
        assertEquals("问：姓名？", server.http().get(first).expect(200).text());
    }

    @Test
    void whatAMachineHasHeardCountsOnceAPersonConfirmsIt() {
        String recording = recording(83);
        Answer created = write(
                recording, "application/x-subrip", "1\n00:00:01,000 --> 00:00:02,000\n您好\n", "machine", "listener 1.2");
        assertFalse(created.expect(201).json().path("counts").asBoolean());
        String address = created.required("Location");
        ObjectNode confirmed = confirm(address, "李四").expect(200).json();
        assertTrue(confirmed.path("counts").asBoolean());
        assertEquals("李四", confirmed.at("/confirmation/by").asText());
        assertEquals(
                "李四",
                confirm(address, "王五").expect(200).json().at("/confirmation/by").asText(),
                "the first who said so");
        assertEquals(
                1,
                server.deed(recording, "transcript-confirmed")
                        .at("/facts/version")
                        .asInt());
    }

    @Test
    void whatIsNoneIsRefusedWithTheReason() {
        String recording = recording(84);
        assertTrue(write(recording, "text/vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "author", "张三")
                .problem(422, "transcript")
                .path("detail")
                .asText()
                .contains("line 3"));
        write(recording, "text/vtt", WORDS).problem(422, "transcript");
        write(recording, "text/vtt", WORDS, "author", "张三", "machine", "listener")
                .problem(422, "transcript");
        write(recording, "application/pdf", WORDS, "author", "张三").problem(415, "content-type");
        write("01a1fb27-b057-74b5-87da-864848bd0e61", "text/vtt", WORDS, "author", "张三")
                .problem(404, "not-found");
        String written =
                write(recording, "text/vtt", WORDS, "author", "张三").expect(201).required("Location");
        confirm(written, "李四").problem(409, "by-a-person");
        confirm(written, "").problem(400, "by");
        server.http().get("/recordings/" + recording + "/transcripts/9").problem(404, "not-found");
        server.http().get("/recordings/" + recording + "/transcripts/x").problem(404, "not-found");
    }
}
