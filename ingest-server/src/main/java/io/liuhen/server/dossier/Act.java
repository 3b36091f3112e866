package io.liuhen.server.dossier;

import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An act of enforcement (执法行为) as it was stated.
 *
 * @param kinds of the rule pack; an inspection that is obstructed is of two
 * @param end empty while it goes on
 * @param fields what the pack asks of such an act, by name
 * @param recordings takes, each for its span
 * @param cases ids
 */
public record Act(
        List<String> kinds,
        Instant start,
        Optional<Instant> end,
        String matter,
        String place,
        Set<String> circumstances,
        List<Officer> officers,
        List<String> parties,
        Map<String, String> fields,
        Optional<Judgement> judgement,
        Optional<Exemption> exemption,
        List<Link> recordings,
        List<String> cases) {
    /** Whether a recording was judged necessary, and why. */
    public record Judgement(boolean needed, String reason) {}

    /**
     * Why it was not recorded.
     *
     * @param devices kinds of recorder that were at hand
     * @param workRecord 工作记录: its parts, by the names of the pack
     */
    public record Exemption(String code, String reason, Set<String> devices, Map<String, String> workRecord) {}

    static Act of(Statement said, Words words) {
        Act act = new Act(
                said.texts("kinds"),
                said.requiredTime("start"),
                said.time("end"),
                said.text("matter"),
                said.text("place"),
                Set.copyOf(said.texts("circumstances")),
                Officer.all(said, "officers"),
                said.texts("parties"),
                said.named("fields"),
                said.object("judgement").map(Act::judgement),
                said.object("exemption").map(Act::exemption),
                Link.all(said, "recordings"),
                said.texts("cases"));
        if (act.kinds().isEmpty()) {
            said.wrong("kinds", "is missing: what kind of act it is, such as inspection");
        }
        if (act.end().filter(end -> end.isBefore(act.start())).isPresent()) {
            said.wrong("end", "is before start");
        }
        if (act.cases().stream().anyMatch(id -> SegmentId.parse(id).isEmpty())) {
            said.wrong("cases", "must be ids of cases");
        }
        Words.check(said, "kinds", act.kinds(), words.kinds());
        Words.check(said, "circumstances", act.circumstances(), words.circumstances());
        said.noMore();
        return act;
    }

    private static Judgement judgement(Statement said) {
        if (!said.has("needed")) {
            said.wrong("needed", "is missing: whether a recording is needed");
        }
        Judgement judgement = new Judgement(said.flag("needed").orElse(false), said.required("reason"));
        said.noMore();
        return judgement;
    }

    private static Exemption exemption(Statement said) {
        Exemption exemption = new Exemption(
                said.required("code"),
                said.text("reason"),
                Set.copyOf(said.texts("devices")),
                said.named("workRecord"));
        said.noMore();
        return exemption;
    }

    /** What counts from when it was first stated, each with its value: it counts anew when that changes. */
    Map<String, String> points() {
        Map<String, String> points = new LinkedHashMap<>();
        fields.forEach((name, value) -> points.put("field/" + name, value));
        put(points, "field/place", place);
        put(points, "field/matter", matter);
        put(points, "field/party", String.join("、", parties));
        judgement.ifPresent(judged -> points.put("judgement", String.valueOf(judged)));
        exemption.ifPresent(claimed -> {
            put(points, "work-record/reason", claimed.reason());
            claimed.workRecord().forEach((part, text) -> points.put("work-record/" + part, text));
        });
        return points;
    }

    private static void put(Map<String, String> points, String name, String value) {
        if (!value.isBlank()) {
            points.put(name, value);
        }
    }
}
