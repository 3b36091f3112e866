package io.liuhen.server.archiving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.dossier.Dossier;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.dossier.Sheets;
import io.liuhen.server.duty.Duties;
import io.liuhen.server.duty.Duties.Asked;
import io.liuhen.server.policy.ActJudgement;
import io.liuhen.server.policy.Obligation;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Member;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a volume holds, and what stands in its way. Thread-safe; blocks on the disk. */
final class Freezing {
    private static final String ARCHIVING = "archiving";
    private static final Set<Obligation.State> OPEN = EnumSet.of(
            Obligation.State.WAITING, Obligation.State.ON_TIME, Obligation.State.DUE_SOON, Obligation.State.OVERDUE);

    private final Dossiers dossiers;
    private final Segments segments;
    private final Recordings recordings;
    private final SegmentReports reports;
    private final Sheets sheets;
    private final Duties duties;

    Freezing(
            Dossiers dossiers,
            Segments segments,
            Recordings recordings,
            SegmentReports reports,
            Sheets sheets,
            Duties duties) {
        this.dossiers = dossiers;
        this.segments = segments;
        this.recordings = recordings;
        this.reports = reports;
        this.sheets = sheets;
        this.duties = duties;
    }

    /** Something that is missing, and the article that asks for it; none for what the program itself insists on. */
    record Missing(String subject, String what, Optional<String> article) {}

    List<Missing> missing(Dossier file) {
        List<Missing> missing = new ArrayList<>();
        if (!dossiers.file(file).isOver()) {
            missing.add(new Missing(file.id(), "case-concluded or case-closed", Optional.empty()));
        }
        Asked asked = duties.ofCase(file.id());
        asked.acts().stream()
                .filter(act -> act.state() == ActJudgement.State.RED || act.state() == ActJudgement.State.PENDING)
                .forEach(act -> missing.add(new Missing(
                        act.act(), "recording", act.cites().stream().findFirst().map(cite -> cite.article()))));
        asked.obligations().stream()
                .filter(each -> OPEN.contains(each.state()) && !mayWait(each))
                .forEach(each -> missing.add(new Missing(
                        each.subject(), each.what(), Optional.of(each.cite().article()))));
        for (String recording : duties.recordingsOf(file)) {
            for (Member member : recordings.members(recording)) {
                if (segments.find(member.segment()).isPresent() && !verified(member)) {
                    missing.add(new Missing(member.segment().toString(), "verification", Optional.empty()));
                }
            }
        }
        return missing;
    }

    /** What is in nobody's way: archiving itself, once its term has begun, and terms that nothing has begun. */
    private static boolean mayWait(Obligation each) {
        boolean waits = each.state() == Obligation.State.WAITING;
        return each.what().equals(ARCHIVING) ? !waits : waits && !isPartOfRecord(each.what());
    }

    /** Fields, marks, papers: they are named with what they are, and are there or not, whatever has begun. */
    private static boolean isPartOfRecord(String what) {
        return what.indexOf(':') >= 0;
    }

    private boolean verified(Member member) {
        return reports.find(SegmentReports.VERIFICATION, member.segment())
                .map(report -> report.path("state").asText().equals(SegmentReports.VERIFIED))
                .orElse(false);
    }

    /** All of it, as it stands. */
    ObjectNode content(Dossier file, String number, String by) {
        ObjectNode content = CanonicalJson.object().put("number", number).put("by", by);
        content.set("case", dossier(file));
        ArrayNode acts = content.putArray("acts");
        duties.actsOf(file.id()).forEach(act -> acts.add(dossier(act)));
        ArrayNode takes = content.putArray("recordings");
        for (String id : duties.recordingsOf(file)) {
            recordings.find(id).ifPresent(recording -> {
                ObjectNode take = takes.addObject()
                        .put("id", id)
                        .put("version", recording.version())
                        .put("sheetVersion", sheets.of(id).version());
                ObjectNode fields = take.putObject("fields");
                new TreeMap<>(sheets.values(id)).forEach((name, value) -> fields.set(name, value.json()));
                take.set("statements", sheets.of(id).statements());
                ArrayNode files = take.putArray("segments");
                recordings
                        .members(id)
                        .forEach(member ->
                                segments.find(member.segment()).ifPresent(segment -> files.add(segment(segment))));
            });
        }
        return content;
    }

    private static ObjectNode dossier(Dossier dossier) {
        ObjectNode json = CanonicalJson.object()
                .put("id", dossier.id())
                .put("version", dossier.version())
                .put("by", dossier.by());
        json.set("content", dossier.content());
        return json;
    }

    private static ObjectNode segment(SegmentRow segment) {
        return CanonicalJson.object()
                .put("id", segment.id().toString())
                .put("length", segment.lengthBytes())
                .put("sha256", segment.sha256().toString())
                .put("sealedAt", segment.sealedAt().toString())
                .put("complete", segment.kind() == SegmentKind.COMPLETE);
    }
}
