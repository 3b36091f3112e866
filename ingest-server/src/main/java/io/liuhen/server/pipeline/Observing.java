package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.finding.FileFindings;
import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.FindingJson;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.Seen;
import io.liuhen.server.recorder.Fingerprints;
import io.liuhen.server.recorder.NameReading;
import io.liuhen.server.recorder.NameSigns;
import io.liuhen.server.recorder.RecorderModels;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what the workers saw into findings, which are kept with it: they say what was found by the tolerances of that
 * day. Thread-safe; blocks on the disk.
 */
public final class Observing {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Roles whose credentials prove which device has recorded. */
    private static final Set<String> MACHINES = Set.of("device", "dock");

    private final FileFindings rules;
    private final RecorderModels models;
    private final NameSigns names;
    private final Fingerprints fingerprints;
    private final SegmentReports reports;
    private final InstantSource clock;

    public Observing(
            FileFindings rules,
            RecorderModels models,
            NameSigns names,
            Fingerprints fingerprints,
            SegmentReports reports,
            InstantSource clock) {
        this.rules = rules;
        this.models = models;
        this.names = names;
        this.fingerprints = fingerprints;
        this.reports = reports;
        this.clock = clock;
    }

    /** Adds to the report of a probe what is to be seen in the file; answers what was learnt of its recorder's model. */
    Facts addTo(ObjectNode report, SegmentRow segment, MediaFacts facts) {
        String id = segment.id().toString();
        List<Finding> found = new ArrayList<>(rules.of(id, facts));
        String device = segment.attributes().at("/received/device").asText("");
        Facts learnt = Facts.none();
        if (!device.isBlank()) {
            Optional<NameReading> name = models.read(
                    device, segment.attributes().at("/received/filename").asText(""));
            name.ifPresent(read -> {
                report.set("name", read.json());
                found.addAll(names.of(id, device, read, facts));
            });
            String model = models.of(device);
            report.put("model", model);
            Fingerprints.Looked looked = fingerprints.look(model, id, facts, isProven(segment, device));
            found.addAll(looked.findings());
            learnt = looked.facts();
        }
        report.set("findings", FindingJson.of(found));
        return learnt;
    }

    private static boolean isProven(SegmentRow segment, String device) {
        boolean machine =
                MACHINES.contains(segment.attributes().at("/sender/kind").asText(""));
        return machine && segment.attributes().at("/sender/device").asText("").equals(device);
    }

    /** What was seen while a copy was made, and the findings of it, as a report of its own. */
    Facts seen(SegmentRow segment, Seen seen) {
        Optional<MediaFacts> facts = reports.find(SegmentReports.MEDIA, segment.id())
                .filter(json -> json.path("facts").isObject())
                .map(json -> MediaJson.read(json.withObject("/facts")));
        if (facts.isEmpty()) {
            return Facts.none();
        }
        ObjectNode report = SegmentReports.done();
        report.set("seen", MAPPER.valueToTree(seen));
        report.set("findings", FindingJson.of(rules.of(segment.id().toString(), facts.get(), seen)));
        return Facts.of(reports.next(SegmentReports.CONTENT, segment.id(), clock.instant(), report));
    }
}
