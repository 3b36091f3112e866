package io.liuhen.server.duty;

import static io.liuhen.server.duty.Agency.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.SmallMedia;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 属于声音资料的，应当附有该声音内容的文字记录: asked for once the file has been looked into, and not of what is no sound. */
final class SoundIT {
    @TempDir
    private Path folder;

    @Test
    void article26SoundIsAskedForItsWordsOnceItIsKnownToBeSound() {
        try (Agency agency = new Agency(folder, "jilin-emergency", "2026-03-02T12:00", true)) {
            String sound = agency.upload(
                    "REC_1.WAV", SmallMedia.sound(3), "madeAt", text("2026-03-02T09:00"), "device", "ZFY-0042");
            String photo = agency.upload("IMG_1.JPG", SmallMedia.photo(64, 48), "endedAt", text("2026-03-02T09:00"));
            String asked = "/recordings/" + sound + "/obligations";
            Eventually.holds(
                    "what the file is, is known",
                    () -> agency.get(asked).toString().contains("field:transcript"));
            JsonNode transcript = agency.obligation("/recordings/" + sound, "field:transcript", sound);
            assertEquals("JE-26", transcript.path("article").asText());
            JsonNode fields = agency.get("/recordings/" + sound + "/metadata").path("fields");
            assertEquals(
                    "2026-03-02T09:00:03+08:00", fields.at("/endedAt/value").asText());
            assertEquals("media", fields.at("/endedAt/source").asText());
            assertEquals("prefilled", fields.at("/method/state").asText());
            assertEquals("使用执法记录仪ZFY-0042录音", fields.at("/method/value").asText());
            agency.becomes("2026-03-05T09:00");
            Eventually.holds(
                    "the list says so", () -> agency.get("/overdue").toString().contains("field:transcript"));
            agency.server()
                    .http()
                    .send(
                            "POST",
                            "/recordings/" + sound + "/transcripts",
                            BodyPublishers.ofString("问：姓名？"),
                            "Content-Type",
                            "text/plain",
                            "Upload-Metadata",
                            Tus.metadata("author", "张三"))
                    .expect(201);
            assertEquals("fulfilled-late", agency.state("/recordings/" + sound, "field:transcript"));
            assertFalse(agency.get("/recordings/" + photo + "/obligations")
                    .toString()
                    .contains("field:transcript"));
        }
    }
}
