package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Value.Source;
import io.liuhen.server.dossier.Value.State;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Metadata;
import io.liuhen.server.records.Recording;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What can be said of a recording's fields before anybody has written it: from the device and from the file, where they are
 * silent, and as a proposal from the act. Thread-safe; blocks on the disk.
 */
public final class Prefilling {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy年M月d日", Locale.ROOT);

    private final Recordings recordings;
    private final SegmentReports reports;
    private final Dossiers dossiers;
    private final UnaryOperator<String> titles;
    private final ZoneId zone;

    /** @param titles what people call a kind of act */
    public Prefilling(
            Recordings recordings,
            SegmentReports reports,
            Dossiers dossiers,
            UnaryOperator<String> titles,
            ZoneId zone) {
        this.recordings = recordings;
        this.reports = reports;
        this.dossiers = dossiers;
        this.titles = titles;
        this.zone = zone;
    }

    Map<String, Value> of(Recording recording) {
        Map<String, Value> values = new LinkedHashMap<>();
        Optional<ObjectNode> media = recordings.members(recording.id()).stream()
                .flatMap(member -> reports.find(SegmentReports.MEDIA, member.segment()).stream())
                .filter(report -> report.has("facts"))
                .findFirst();
        media.ifPresent(report -> ofMedia(recording, report, values));
        method(recording, media)
                .ifPresent(text -> values.put(
                        Field.METHOD.text(), value(text, State.PREFILLED, Source.DEVICE, recording.createdAt())));
        objectOfProof(recording).ifPresent(each -> values.put(Field.OBJECT_OF_PROOF.text(), each));
        return values;
    }

    private void ofMedia(Recording recording, ObjectNode report, Map<String, Value> values) {
        Instant at = Instant.parse(report.path("at").asText());
        Optional<Instant> began = recording
                .metadata()
                .madeAt(zone)
                .or(() -> Metadata.time(report.at("/facts/tags/creation_time").asText(), zone));
        long micros = report.at("/facts/durationMicros").asLong();
        began.ifPresent(time -> {
            values.put(Field.MADE_AT.text(), value(local(time), State.PREFILLED, Source.MEDIA, at));
            if (micros > 0) {
                Instant end = time.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS);
                values.put(Field.ENDED_AT.text(), value(local(end), State.PREFILLED, Source.MEDIA, at));
            }
        });
    }

    private String local(Instant time) {
        return time.atZone(zone).toOffsetDateTime().toString();
    }

    /** 制作方法: with which recorder, and in which form. */
    private static Optional<String> method(Recording recording, Optional<ObjectNode> media) {
        String form = media.map(report -> switch (report.at("/facts/kind").asText()) {
                    case "VIDEO" -> "录像";
                    case "AUDIO" -> "录音";
                    case "PHOTO" -> "拍照";
                    default -> "摄录";
                })
                .orElse("摄录");
        return recording.metadata().value(Field.DEVICE).map(device -> "使用执法记录仪" + device + form);
    }

    /** 证明对象: what the act that it belongs to says that it shows. */
    private Optional<Value> objectOfProof(Recording recording) {
        return dossiers
                .list(Kind.ACT, Optional.of(Map.entry("recording", recording.id())), Optional.empty(), 1)
                .dossiers()
                .stream()
                .findFirst()
                .map(dossier -> {
                    Act act = dossiers.act(dossier);
                    String kinds =
                            String.join("、", act.kinds().stream().map(titles).toList());
                    String where = act.place().isBlank() ? "" : "在" + act.place();
                    String whom = act.parties().isEmpty() ? "" : "对" + String.join("、", act.parties());
                    String text = "证明" + DAY.format(act.start().atZone(zone)) + where + whom + "实施" + kinds + "的过程";
                    return value(text, State.PROPOSED, Source.ACT, dossier.at());
                });
    }

    private static Value value(String text, State state, Source source, Instant at) {
        return new Value(TextNode.valueOf(text), state, source, Optional.empty(), at);
    }
}
