package io.liuhen.server.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.finding.Agreement;
import io.liuhen.server.finding.Continuity;
import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.FindingJson;
import io.liuhen.server.finding.Piece;
import io.liuhen.server.finding.Tolerances;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.records.Metadata;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Member;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be seen in a recording: in the times of its sealed segments, and in each of them. Thread-safe; blocks on the disk. */
public final class TakeFindings {
    private final Recordings recordings;
    private final Segments segments;
    private final SegmentReports reports;
    private final ZoneId zone;
    private final Continuity continuity;
    private final Agreement agreement;

    /** @param zone in which a time without one is read */
    public TakeFindings(
            Recordings recordings, Segments segments, SegmentReports reports, ZoneId zone, Tolerances tolerances) {
        this.recordings = recordings;
        this.segments = segments;
        this.reports = reports;
        this.zone = zone;
        this.continuity = new Continuity(tolerances);
        this.agreement = new Agreement(tolerances);
    }

    /** All findings, as the API shows them. */
    ArrayNode json(String recording) {
        List<Piece> pieces = recordings.members(recording).stream()
                .flatMap(member -> piece(member).stream())
                .toList();
        List<Finding> found = new ArrayList<>(continuity.of(pieces));
        pieces.forEach(piece -> found.addAll(agreement.of(piece)));
        ArrayNode list = FindingJson.of(found);
        pieces.forEach(piece -> SegmentId.parse(piece.segment())
                .ifPresent(segment -> reports.findings(segment).forEach(list::add)));
        return list;
    }

    private Optional<Piece> piece(Member member) {
        return segments.find(member.segment())
                .filter(segment -> segment.kind() == SegmentKind.COMPLETE)
                .map(segment -> piece(member, segment));
    }

    private Piece piece(Member member, SegmentRow segment) {
        Metadata said = Metadata.ofReceived(Attributes.of(segment.attributes()).received());
        Optional<ObjectNode> media = reports.find(SegmentReports.MEDIA, segment.id());
        return new Piece(
                segment.id().toString(),
                member.sequence(),
                said.madeAt(zone),
                media.map(report -> report.at("/facts/tags/creation_time").asText())
                        .flatMap(text -> Metadata.time(text, zone)),
                media.map(report -> report.at("/facts/durationMicros").asLong())
                        .filter(micros -> micros > 0)
                        .map(micros -> Duration.of(micros, ChronoUnit.MICROS)),
                segment.createdAt());
    }
}
