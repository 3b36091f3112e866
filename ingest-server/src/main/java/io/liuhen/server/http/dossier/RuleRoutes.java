package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.duty.Overdue;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.policy.ActJudgement;
import io.liuhen.server.policy.Obligation;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.regulation.Regulation;
import io.liuhen.storage.format.CanonicalJson;

/** {@code /rules}: which regulation is followed; {@code /overdue}: what is overdue by it. Thread-safe. */
public final class RuleRoutes {
    private final Regulation regulation;
    private final Overdue overdue;

    public RuleRoutes(Regulation regulation, Overdue overdue) {
        this.regulation = regulation;
        this.overdue = overdue;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        doors.open("/rules", Door.of(Action.READ_METADATA), this::rules);
        doors.open("/overdue", Door.of(Action.READ_METADATA), this::overdue);
    }

    private void rules(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        ObjectNode json = CanonicalJson.object();
        ArrayNode packs = json.putArray("packs");
        regulation.packs().forEach(pack -> packs.add(json(pack)));
        exchange.json(200, json);
    }

    private static ObjectNode json(RulePack pack) {
        ObjectNode json = CanonicalJson.object()
                .put("code", pack.code())
                .put("title", pack.title())
                .put("agency", pack.agency())
                .put("version", pack.version());
        pack.from().ifPresent(day -> json.put("from", day.toString()));
        pack.until().ifPresent(day -> json.put("until", day.toString()));
        ArrayNode readings = json.putArray("readings");
        pack.readings()
                .forEach(each -> readings.addObject()
                        .put("topic", each.topic())
                        .put("taken", each.taken())
                        .put("why", each.why()));
        ArrayNode duties = json.putArray("duties");
        pack.duties()
                .forEach(each -> duties.addObject()
                        .put("id", each.id())
                        .put("article", each.cite().article())
                        .put("words", each.cite().words()));
        return json;
    }

    private void overdue(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        var cursor = Stated.parameter(exchange, "cursor");
        Stated.limit(exchange)
                .ifPresent(limit -> Stated.page(
                        exchange, () -> json(overdue.list(cursor, limit)), json -> exchange.json(200, json)));
    }

    private static ObjectNode json(Overdue.Page page) {
        ObjectNode json = CanonicalJson.object().put("behind", page.behind());
        ArrayNode list = json.putArray("overdue");
        for (Overdue.Item item : page.items()) {
            ObjectNode each = list.addObject()
                    .put("kind", item.row().named().subject().toString())
                    .put("id", item.row().named().id())
                    .put("since", item.row().at().toString());
            each.set("obligations", DutyJson.obligations(item.asked(), one -> one.state() == Obligation.State.OVERDUE));
            each.set(
                    "acts",
                    DutyJson.acts(item.asked().acts().stream()
                            .filter(act -> act.state() == ActJudgement.State.RED)
                            .toList()));
        }
        page.next().ifPresent(next -> json.put("next", next));
        return json;
    }
}
