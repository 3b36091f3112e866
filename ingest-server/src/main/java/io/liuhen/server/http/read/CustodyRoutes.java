package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The route {@code /custody}: what was done to or with a recording or a segment. Thread-safe. */
public final class CustodyRoutes {
    private static final int PAGE = 200;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Ledger ledger;

    public CustodyRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Adds the route. */
    public void mount(Doors doors) {
        doors.open(
                "/custody",
                Door.of(Action.READ_CUSTODY)
                        .to(
                                exchange -> subject(exchange)
                                        .<Target>map(Target.Subject::new)
                                        .orElseGet(Target.Whole::new),
                                exchange -> exchange.problem(Problem.notFound("recording or segment with this id"))),
                this::list);
    }

    private static Optional<SegmentId> subject(Exchange exchange) {
        return Optional.ofNullable(exchange.request().getParam("subject")).flatMap(SegmentId::parse);
    }

    private void list(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        Optional<SegmentId> subject = subject(exchange);
        String from = Optional.ofNullable(exchange.request().getParam("from")).orElse("0");
        if (subject.isEmpty() || !NUMBER.matcher(from).matches()) {
            exchange.problem(Problem.badRequest(
                    "query",
                    "ask for /custody?subject=ID, the id of a recording or a segment; further pages with from=NUMBER"));
            return;
        }
        exchange.work(() -> page(subject.get(), Long.parseLong(from)), json -> exchange.json(200, json));
    }

    private ObjectNode page(SegmentId subject, long from) {
        List<Ledger.Numbered> entries = ledger.about(subject.toString(), from, PAGE);
        ObjectNode json = CanonicalJson.object();
        ArrayNode items = json.putArray("entries");
        for (Ledger.Numbered entry : entries) {
            ObjectNode item = items.addObject().put("number", entry.number());
            item.set("leaf", entry.leaf());
            item.set("details", entry.details());
        }
        if (entries.size() == PAGE) {
            json.put("next", entries.get(PAGE - 1).number() + 1);
        }
        Ledger.Head head = ledger.head();
        json.putObject("log")
                .put("size", head.sizeLeaves())
                .put("root", head.root().toString());
        return json;
    }
}
