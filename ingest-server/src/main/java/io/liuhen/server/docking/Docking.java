package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.index.Document;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One announcement, and what people have said of it since.
 *
 * @param id a UUIDv7
 * @param version counts what was said of absences; changes with each
 * @param announcedAt by the server's clock
 * @param announcedBy the identity of the caller who announced it
 * @param absences by the file's name
 * @param settled whether, when somebody last looked, nothing was missing any more
 */
public record Docking(
        String id,
        int version,
        Instant announcedAt,
        String announcedBy,
        Announcement announcement,
        Map<String, Absence> absences,
        boolean settled) {
    /** The member of the stored announcement that says who announced it. */
    static final String ANNOUNCED_BY = "announcedBy";

    /** Keeps the order of the absences. */
    public Docking {
        absences = new LinkedHashMap<>(absences);
    }

    static Docking of(Document announced, Document state) {
        Map<String, Absence> absences = new LinkedHashMap<>();
        for (JsonNode json : state.body().path("absences")) {
            Absence absence = Absence.of(json);
            absences.put(absence.file(), absence);
        }
        return new Docking(
                announced.key().id(),
                state.version(),
                announced.at(),
                announced.body().path(ANNOUNCED_BY).asText(),
                Announcement.of(announced.body()),
                absences,
                state.body().path("settled").asBoolean());
    }

    void write(ObjectNode state) {
        state.put("settled", settled);
        var list = state.putArray("absences");
        absences.values().forEach(absence -> list.add(absence.json()));
    }
}
