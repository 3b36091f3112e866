package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.dossier.Dossier;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.dossier.Dossiers.Outcome;
import io.liuhen.server.dossier.SheetChange;
import io.liuhen.server.duty.Duties;
import io.liuhen.server.duty.Duties.Asked;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.policy.ActJudgement;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code /acts} or {@code /cases}: put on record, corrected, listed, judged. Thread-safe. */
public final class DossierRoutes {
    private static final Pattern ETAG = Pattern.compile("\"v([0-9]{1,9})\"");
    private static final Map<Kind, List<String>> FILTERS = Map.of(
            Kind.ACT, List.of("kind", "case", "recording"),
            Kind.CASE, List.of("number", "state", "handler", "party", "recording"));

    private final Kind kind;
    private final String address;
    private final Dossiers dossiers;
    private final Duties duties;

    /** @param kind which of both */
    public DossierRoutes(Kind kind, Dossiers dossiers, Duties duties) {
        this.kind = kind;
        this.address = "/" + kind + "s";
        this.dossiers = dossiers;
        this.duties = duties;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door door = Door.of(exchange -> exchange.method().equals("GET") ? Action.READ_METADATA : Action.KEEP_CASES);
        doors.open(address, door, this::all);
        doors.open(address + "/:id", door, this::one);
        doors.open(address + "/:id/versions", Door.of(Action.READ_METADATA), this::versions);
        doors.open(address + "/:id/obligations", Door.of(Action.READ_METADATA), this::obligations);
        if (kind == Kind.CASE) {
            doors.open(address + "/:id/completeness", Door.of(Action.READ_METADATA), this::completeness);
        }
    }

    private void all(Exchange exchange) {
        switch (exchange.method()) {
            case "GET" -> list(exchange);
            case "POST" -> stated(exchange, (by, content) -> () -> dossiers.open(kind, by, content, exchange.actor()));
            default -> exchange.methodNotAllowed("GET, POST");
        }
    }

    private void list(Exchange exchange) {
        List<String> names = FILTERS.getOrDefault(kind, List.of());
        List<String> used = exchange.request().params().names().stream()
                .filter(name -> !name.equals("cursor") && !name.equals("limit"))
                .toList();
        if (used.size() > 1 || !names.containsAll(used)) {
            exchange.problem(Problem.badRequest(
                    "query", "ask with one of " + String.join(", ", names) + ", and with cursor and limit"));
            return;
        }
        Optional<Map.Entry<String, String>> by = used.stream()
                .findFirst()
                .flatMap(name -> Stated.parameter(exchange, name).map(value -> Map.entry(name, value)));
        Optional<String> cursor = Stated.parameter(exchange, "cursor");
        Stated.limit(exchange)
                .ifPresent(limit ->
                        Stated.page(exchange, () -> page(by, cursor, limit), json -> exchange.json(200, json)));
    }

    private ObjectNode page(Optional<Map.Entry<String, String>> by, Optional<String> cursor, int limit) {
        Dossiers.Page page = dossiers.list(kind, by, cursor, limit);
        ObjectNode json = CanonicalJson.object();
        ArrayNode list = json.putArray(kind + "s");
        page.dossiers().forEach(dossier -> list.add(whole(dossier)));
        page.next().ifPresent(next -> json.put("next", next));
        return json;
    }

    /** Makes of who has stated what, the work that keeps it. */
    private interface Keeping {
        Supplier<Outcome> of(String by, ObjectNode content);
    }

    private void stated(Exchange exchange, Keeping keeping) {
        Stated.json(exchange, json -> {
            String by = json.path("by").asText();
            if (by.isBlank() || by.length() > SheetChange.NAME_MAX) {
                exchange.problem(Problem.badRequest(
                        "by",
                        "send by, the name of the person who states it, in 1 to " + SheetChange.NAME_MAX
                                + " characters"));
                return;
            }
            json.remove("by");
            exchange.work(keeping.of(by, json), outcome -> answer(exchange, outcome));
        });
    }

    private void answer(Exchange exchange, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            exchange.work(() -> whole(done.dossier()), json -> {
                exchange.response()
                        .putHeader(
                                HttpHeaders.LOCATION,
                                address + "/" + done.dossier().id());
                show(exchange, exchange.method().equals("POST") ? 201 : 200, json);
            });
        } else if (outcome instanceof Outcome.WrongVersion) {
            Stated.wrongVersion(exchange);
        } else if (outcome instanceof Outcome.Invalid invalid) {
            Stated.invalid(exchange, invalid.errors());
        } else if (outcome instanceof Outcome.Archived archived) {
            exchange.problem(Problem.never(
                            409,
                            "archived",
                            "The case is archived",
                            "a volume stays as it was; say what is wrong in an addendum")
                    .with("case", archived.file()));
        } else if (outcome instanceof Outcome.NumberTaken taken) {
            exchange.problem(Problem.never(
                            409, "number-taken", "Another case has this number", "cases have numbers of their own")
                    .with("case", taken.id()));
        } else {
            unknown(exchange);
        }
    }

    private void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound(kind + " with this id"));
    }

    private static void show(Exchange exchange, int status, ObjectNode json) {
        exchange.response()
                .putHeader(HttpHeaders.ETAG, "\"v" + json.path("version").asInt() + "\"");
        exchange.json(status, json);
    }

    private void one(Exchange exchange) {
        switch (exchange.method()) {
            case "GET" ->
                exchange.work(
                        () -> found(exchange).map(this::whole),
                        found -> found.ifPresentOrElse(json -> show(exchange, 200, json), () -> unknown(exchange)));
            case "PUT" -> change(exchange, false);
            case "PATCH" -> change(exchange, true);
            default -> exchange.methodNotAllowed("GET, PUT, PATCH");
        }
    }

    private Optional<Dossier> found(Exchange exchange) {
        return SegmentId.parse(exchange.pathParam("id")).flatMap(id -> dossiers.find(kind, id.toString()));
    }

    private void change(Exchange exchange, boolean patch) {
        Stated.seen(exchange, ETAG).ifPresent(seen -> {
            int version = Integer.parseInt(seen.group(1));
            stated(
                    exchange,
                    (by, content) -> () -> found(exchange)
                            .map(before -> dossiers.change(
                                    kind,
                                    before.id(),
                                    version,
                                    by,
                                    patch ? Stated.merged(before.content(), content) : content,
                                    exchange.actor()))
                            .orElseGet(Outcome.Unknown::new));
        });
    }

    private ObjectNode whole(Dossier dossier) {
        ObjectNode json = head(dossier);
        if (kind == Kind.ACT) {
            duties.ofAct(dossier.id()).acts().stream()
                    .findFirst()
                    .ifPresent(judged -> json.set("standing", DutyJson.act(judged)));
        }
        return json;
    }

    private ObjectNode head(Dossier dossier) {
        ObjectNode json = dossier.content().deepCopy();
        dossier.archivedAt().ifPresent(at -> json.put("archivedAt", at.toString()));
        return json.put("id", dossier.id())
                .put("version", dossier.version())
                .put("by", dossier.by())
                .put("changedAt", dossier.at().toString())
                .put("createdAt", dossier.createdAt().toString());
    }

    private void versions(Exchange exchange) {
        get(exchange, dossier -> {
            ObjectNode json = CanonicalJson.object();
            ArrayNode list = json.putArray("versions");
            dossiers.versions(kind, dossier.id()).forEach(version -> list.add(head(version)));
            return json;
        });
    }

    private void obligations(Exchange exchange) {
        get(exchange, dossier -> DutyJson.of(asked(dossier)));
    }

    private Asked asked(Dossier dossier) {
        return kind == Kind.ACT ? duties.ofAct(dossier.id()) : duties.ofCase(dossier.id());
    }

    private void completeness(Exchange exchange) {
        get(exchange, dossier -> {
            Asked asked = asked(dossier);
            ObjectNode json = CanonicalJson.object().put("at", asked.at().toString());
            json.set("acts", DutyJson.acts(asked.acts()));
            duties.recordingsOf(dossier).forEach(json.putArray("recordings")::add);
            json.set("missing", DutyJson.obligations(asked, DutyJson::isOpen));
            boolean red = asked.acts().stream()
                    .anyMatch(each ->
                            each.state() == ActJudgement.State.RED || each.state() == ActJudgement.State.PENDING);
            boolean open = asked.obligations().stream()
                    .anyMatch(each -> DutyJson.isOpen(each) && !each.what().equals("archiving"));
            return json.put("complete", !red && !open);
        });
    }

    private void get(Exchange exchange, Function<Dossier, ObjectNode> view) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(
                () -> found(exchange).map(view),
                found -> found.ifPresentOrElse(json -> exchange.json(200, json), () -> unknown(exchange)));
    }
}
