package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.duty.Duties.Asked;
import io.liuhen.server.policy.ActJudgement;
import io.liuhen.server.policy.Obligation;
import io.liuhen.server.policy.rule.Citation;
import io.liuhen.storage.format.CanonicalJson;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Obligations and judgements as the API shows them. Pure. */
final class DutyJson {
    private DutyJson() {}

    static ObjectNode of(Asked asked) {
        ObjectNode json = CanonicalJson.object().put("at", asked.at().toString());
        json.set("obligations", obligations(asked, each -> true));
        json.set("acts", acts(asked.acts()));
        return json;
    }

    static ArrayNode obligations(Asked asked, Predicate<Obligation> wanted) {
        ArrayNode list = CanonicalJson.object().arrayNode();
        asked.obligations().stream().filter(wanted).forEach(each -> list.add(obligation(each)));
        return list;
    }

    private static ObjectNode obligation(Obligation each) {
        ObjectNode json = CanonicalJson.object()
                .put("subject", each.subject())
                .put("what", each.what())
                .put("state", word(each.state()))
                .put("article", each.cite().article())
                .put("words", each.cite().words())
                .put("pack", each.pack())
                .put("version", each.version());
        if (!each.who().isEmpty()) {
            json.put("who", each.who());
        }
        each.until().ifPresent(until -> json.put("until", until.toString()));
        each.late().ifPresent(late -> json.put("lateSeconds", late.toSeconds()));
        each.delay().ifPresent(delay -> json.put("delay", word(delay)));
        if (each.provisional()) {
            ArrayNode years = json.putArray("provisionalYears");
            each.provisionalYears().forEach(years::add);
        }
        if (!each.notes().isEmpty()) {
            each.notes().forEach(json.putArray("notes")::add);
        }
        return json;
    }

    static ArrayNode acts(List<ActJudgement> acts) {
        ArrayNode list = CanonicalJson.object().arrayNode();
        acts.forEach(each -> list.add(act(each)));
        return list;
    }

    static ObjectNode act(ActJudgement each) {
        ObjectNode json = CanonicalJson.object()
                .put("act", each.act())
                .put("state", word(each.state()))
                .put("level", word(each.level()))
                .put("why", each.why())
                .put("pack", each.pack())
                .put("version", each.version());
        each.until().ifPresent(until -> json.put("until", until.toString()));
        each.faults().forEach(json.putArray("faults")::add);
        ArrayNode cites = json.putArray("cites");
        for (Citation cite : each.cites()) {
            cites.addObject().put("article", cite.article()).put("words", cite.words());
        }
        return json;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether somebody still has to do it. */
    static boolean isOpen(Obligation each) {
        return switch (each.state()) {
            case WAITING, ON_TIME, DUE_SOON, OVERDUE -> true;
            case FULFILLED, FULFILLED_LATE, EXCUSED, LAPSED -> false;
        };
    }
}
