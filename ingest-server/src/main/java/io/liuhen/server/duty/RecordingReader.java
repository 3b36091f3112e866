package io.liuhen.server.duty;

import io.liuhen.server.docking.Dockings;
import io.liuhen.server.dossier.Bookmark;
import io.liuhen.server.dossier.Said;
import io.liuhen.server.dossier.Sheet;
import io.liuhen.server.dossier.Sheets;
import io.liuhen.server.dossier.Value;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.policy.RecordingFacts;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Metadata;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Member;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.transcript.Transcript;
import io.liuhen.server.transcript.Transcripts;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers what is known of recordings, as the rules ask for it. Thread-safe; blocks on the disk. */
final class RecordingReader {
    private static final String SOUND = "sound";
    private static final String DOCKED_AT = "dockedAt";

    private final StorageEngine engine;
    private final Recordings recordings;
    private final SegmentReports reports;
    private final Sheets sheets;
    private final Transcripts transcripts;
    private final Dockings dockings;
    private final ZoneId zone;

    /** @param zone in which a time without an offset is read */
    RecordingReader(
            StorageEngine engine,
            Recordings recordings,
            SegmentReports reports,
            Sheets sheets,
            Transcripts transcripts,
            Dockings dockings,
            ZoneId zone) {
        this.engine = engine;
        this.recordings = recordings;
        this.reports = reports;
        this.sheets = sheets;
        this.transcripts = transcripts;
        this.dockings = dockings;
        this.zone = zone;
    }

    /** The facts of one; of one that is not there, nothing is known. */
    RecordingFacts facts(String id) {
        Sheet sheet = sheets.of(id);
        Map<String, Value> values = sheets.values(id);
        List<Piece> pieces = pieces(id);
        Map<String, Instant> known = new HashMap<>();
        values.forEach((name, value) -> {
            if (value.counts()) {
                known.put(name, value.at());
            }
        });
        transcribed(id).ifPresent(at -> known.put("transcript", at));
        Set<String> circumstances =
                sheet.circumstances().stream().map(Said::value).collect(Collectors.toCollection(HashSet::new));
        if (pieces.stream().anyMatch(Piece::sound)) {
            circumstances.add(SOUND);
        }
        return new RecordingFacts(
                id,
                events(pieces, values),
                known,
                circumstances,
                sheet.bookmarks().stream()
                        .map(Bookmark::mark)
                        .collect(Collectors.toMap(Said::value, Said::at, (one, other) -> one)),
                sheet.longTerm().stream().map(Said::value).collect(Collectors.toSet()),
                sheet.excuse().map(Said::value));
    }

    /** Numbers of the cases that its metadata name. */
    List<String> caseNumbers(String id) {
        return recordings
                .find(id)
                .map(recording -> recording.metadata().values(Field.CASE))
                .orElse(List.of());
    }

    private Optional<Instant> transcribed(String id) {
        return transcripts.versions(id).stream()
                .filter(Transcript::counts)
                .map(each ->
                        each.confirmation().map(Transcript.Confirmation::at).orElse(each.at()))
                .min(Instant::compareTo);
    }

    /**
     * One file of a take.
     *
     * @param sealed empty while it has not come whole
     * @param sound whether there is nothing but sound in it
     */
    private record Piece(Optional<Instant> ended, Optional<Instant> docked, Optional<Instant> sealed, boolean sound) {}

    private List<Piece> pieces(String id) {
        List<Piece> pieces = new ArrayList<>();
        for (Member member : recordings.members(id)) {
            Optional<SegmentRow> segment = engine.segments().find(member.segment());
            if (segment.isPresent()) {
                pieces.add(stored(segment.get()));
                continue;
            }
            engine.disposals()
                    .tombstone(member.segment())
                    .map(Tombstone::sealedAt)
                    .ifPresent(at -> pieces.add(new Piece(Optional.empty(), Optional.empty(), Optional.of(at), false)));
            engine.uploads()
                    .find(member.segment())
                    .toCompletableFuture()
                    .join()
                    .filter(upload -> upload.phase() == UploadRow.Phase.OPEN)
                    .ifPresent(upload -> pieces.add(underway(Attributes.of(upload.attributes()))));
        }
        return pieces;
    }

    private Piece underway(Attributes said) {
        return new Piece(
                Metadata.time(said.word(Field.ENDED_AT.text()), zone),
                Metadata.time(said.word(DOCKED_AT), zone),
                Optional.empty(),
                false);
    }

    private Piece stored(SegmentRow segment) {
        Attributes said = Attributes.of(segment.attributes());
        var media = reports.find(SegmentReports.MEDIA, segment.id());
        long micros =
                media.map(report -> report.at("/facts/durationMicros").asLong()).orElse(0L);
        Optional<Instant> began = Metadata.time(said.word(Field.MADE_AT.text()), zone)
                .or(() -> media.flatMap(report ->
                        Metadata.time(report.at("/facts/tags/creation_time").asText(), zone)));
        Optional<Instant> ended = Metadata.time(said.word(Field.ENDED_AT.text()), zone)
                .or(() -> began.map(time -> time.plus(micros, ChronoUnit.MICROS)));
        Optional<Instant> docked = Metadata.time(said.word(DOCKED_AT), zone)
                .or(() -> dockings.dockedWith(
                        said.word(Field.DEVICE.text()), said.word(Field.FILENAME.text()), segment.lengthBytes()));
        boolean sound = media.map(report -> report.at("/facts/kind").asText().equals("AUDIO"))
                .orElse(false);
        Optional<Instant> sealed =
                segment.kind() == SegmentKind.COMPLETE ? Optional.of(segment.sealedAt()) : Optional.empty();
        return new Piece(ended, docked, sealed, sound);
    }

    private Map<Event, Instant> events(List<Piece> pieces, Map<String, Value> values) {
        Map<Event, Instant> events = new EnumMap<>(Event.class);
        Optional<Value> said = Optional.ofNullable(values.get(Field.ENDED_AT.text()));
        said.filter(value -> value.source() == Value.Source.PERSON)
                .flatMap(value -> Metadata.time(value.json().asText(), zone))
                .or(() -> latest(pieces.stream().map(Piece::ended).toList()))
                .or(() -> said.flatMap(value -> Metadata.time(value.json().asText(), zone)))
                .ifPresent(at -> events.put(Event.RECORDING_ENDED, at));
        latest(pieces.stream().map(Piece::docked).toList()).ifPresent(at -> events.put(Event.DOCKED, at));
        // What is stored in part is not stored.
        if (pieces.stream().allMatch(piece -> piece.sealed().isPresent())) {
            latest(pieces.stream().map(Piece::sealed).toList()).ifPresent(at -> events.put(Event.SEALED, at));
        }
        return events;
    }

    private static Optional<Instant> latest(List<Optional<Instant>> times) {
        return times.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    /** From when to when a recording shows something, as far as that is known. */
    Optional<Span> span(String id) {
        Map<String, Value> values = sheets.values(id);
        Optional<Instant> from = time(values, Field.MADE_AT);
        Optional<Instant> to = Optional.ofNullable(facts(id).events().get(Event.RECORDING_ENDED));
        return from.flatMap(start -> to.map(end -> new Span(start, end.isBefore(start) ? start : end)));
    }

    private Optional<Instant> time(Map<String, Value> values, Field field) {
        return Optional.ofNullable(values.get(field.text()))
                .flatMap(value -> Metadata.time(value.json().asText(), zone));
    }

    /** From one instant to another. */
    record Span(Instant from, Instant to) {}
}
