package io.liuhen.server.duty;

import static io.liuhen.server.duty.Agency.by;
import static io.liuhen.server.duty.Agency.list;
import static io.liuhen.server.duty.Agency.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.policy.pack.CalendarFolder;
import io.liuhen.server.records.DueRows;
import io.liuhen.server.records.DueRows.Subject;
import io.liuhen.server.records.Terms;
import io.liuhen.server.regulation.Regulation;
import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists answer from the index alone, however many recordings there are: {@code -Dliuhen.scale=1000000} for a million. Every
 * hundredth is overdue. How long each list took is written to {@code target/lives}.
 */
final class DueScaleIT {
    private static final int RECORDINGS = Integer.getInteger("liuhen.scale", 5_000);
    private static final int BATCH = 1_000;
    private static final int EVERY = 100;
    private static final int PAGE = 50;

    @TempDir
    private Path folder;

    private final List<String> figures = new ArrayList<>();

    /** Recordings of three months, as they would be after many years' work: documents and rows of the index alone. */
    private void fill() {
        Instant now = Agency.at("2026-03-06T12:00");
        IdGenerator ids = new IdGenerator(() -> now, new Random(7));
        Terms terms = new Terms("trial");
        try (StorageEngine engine = StorageEngine.open(
                EngineConfig.defaults(), RealDisk.below(folder), () -> now, System::nanoTime, SyncObserver.none())) {
            DueRows rows = new DueRows(engine.records(), "trial");
            // As the keeper leaves it that has walked through all of it.
            String basis = Regulation.of(Agency.unit("jilin-emergency"), CalendarFolder.of(folder, System::nanoTime))
                    .basis();
            ObjectNode walked = CanonicalJson.object().put("schema", 1).put("basis", basis);
            engine.records()
                    .record(Facts.of(
                            new Document(new DocumentKey("due-basis", "trial"), 1, now, now, walked, List.of())));
            for (int done = 0; done < RECORDINGS; done += BATCH) {
                List<Document> batch = new ArrayList<>();
                List<DueRows.Named> overdue = new ArrayList<>();
                for (int i = done; i < done + BATCH; i++) {
                    String id = ids.uuid().toString();
                    Instant made = now.minus(Duration.ofSeconds(8L * i + 500_000));
                    ObjectNode body = CanonicalJson.object()
                            .put("schema", 1)
                            .put("unit", "trial")
                            .put("cause", "device")
                            .put("trial", true)
                            .put("createdAt", made.toString());
                    body.putObject("metadata").put("endedAt", made.toString()).put("device", "ZFY-" + i % 500);
                    batch.add(
                            new Document(new DocumentKey("recording", id), 1, made, made, body, List.of(terms.all())));
                    if (i % EVERY == 0) {
                        overdue.add(new DueRows.Named(Subject.RECORDING, id));
                    } else {
                        batch.add(new Document(
                                new DocumentKey("due", "recording/" + id),
                                1,
                                made,
                                made,
                                CanonicalJson.object().put("schema", 1).put("state", "settled"),
                                List.of()));
                    }
                }
                assertTrue(engine.records().record(new Facts(batch, List.of(), List.of())) instanceof Commit.Done);
                overdue.forEach(named ->
                        assertTrue(rows.place(named, 0, DueRows.State.OVERDUE, now.minusSeconds(86_400), now)));
            }
        }
    }

    @Test
    void aPageOfWhatIsOverdueCostsTheSameHoweverManyThereAre() {
        fill();
        try (Agency agency = new Agency(folder, "jilin-emergency", "2026-03-06T12:00", false)) {
            for (int i = 0; i < PAGE; i++) {
                String file = agency.open("/cases", by("张三").put("number", "〔2026〕第" + i + "号"));
                agency.open(
                        "/acts",
                        list(
                                list(by("张三").put("start", text("2026-03-02T09:00")), "kinds", "inspection"),
                                "cases",
                                file));
            }
            Set<String> seen = new HashSet<>();
            Optional<String> cursor = Optional.empty();
            int pages = Math.min(10, RECORDINGS / EVERY / PAGE);
            for (int page = 0; page < pages; page++) {
                String path = "/overdue?limit=" + PAGE
                        + cursor.map(text -> "&cursor=" + text).orElse("");
                JsonNode found = timed(agency, path);
                assertEquals(PAGE, found.path("overdue").size());
                found.path("overdue").forEach(each -> seen.add(each.path("id").asText()));
                cursor = Optional.of(found.path("next").asText()).filter(text -> !text.isEmpty());
            }
            assertEquals(pages * PAGE, seen.size(), "each is on one page");
            assertEquals(
                    PAGE, timed(agency, "/cases?limit=" + PAGE).path("cases").size());
            assertEquals(PAGE, timed(agency, "/acts?limit=" + PAGE).path("acts").size());
        }
    }

    private JsonNode timed(Agency agency, String path) {
        long begin = System.nanoTime();
        JsonNode found = agency.get(path);
        figures.add(String.format(
                Locale.ROOT,
                "%,d recordings: %s in %d ms",
                RECORDINGS,
                path.replaceFirst("&cursor=.*", "&cursor=…"),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)));
        return found;
    }

    @AfterEach
    void write() throws IOException {
        Path file = Path.of("target", "lives", "scale.txt");
        Files.createDirectories(file.getParent());
        Files.write(file, figures);
    }
}
