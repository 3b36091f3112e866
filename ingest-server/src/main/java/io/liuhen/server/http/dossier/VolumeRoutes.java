package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.archiving.Volume;
import io.liuhen.server.archiving.Volumes;
import io.liuhen.server.archiving.Volumes.Approved;
import io.liuhen.server.archiving.Volumes.Outcome;
import io.liuhen.server.dossier.SheetChange;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code /cases/ID/volume} and {@code /cases/ID/addenda}. Thread-safe. */
public final class VolumeRoutes {
    private static final int TEXT_MAX = 10_000;

    private final Volumes volumes;

    public VolumeRoutes(Volumes volumes) {
        this.volumes = volumes;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        doors.open(
                "/cases/:id/volume",
                Door.of(exchange -> reads(exchange) ? Action.READ_METADATA : Action.ARCHIVE),
                this::volume);
        doors.open(
                "/cases/:id/addenda",
                Door.of(exchange -> reads(exchange) ? Action.READ_METADATA : Action.KEEP_CASES),
                this::addenda);
        doors.open("/cases/:id/addenda/:number/approval", Door.of(Action.APPROVE), this::approval);
    }

    private static boolean reads(Exchange exchange) {
        return exchange.method().equals("GET");
    }

    private static String file(Exchange exchange) {
        return SegmentId.parse(exchange.pathParam("id"))
                .map(SegmentId::toString)
                .orElse("-");
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("volume of a case with this id"));
    }

    /** Goes on with what was sent and who says it. */
    private static void said(Exchange exchange, BiConsumer<String, ObjectNode> next) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        Stated.json(exchange, json -> {
            String by = json.path("by").asText();
            if (by.isBlank() || by.length() > SheetChange.NAME_MAX) {
                exchange.problem(Problem.badRequest(
                        "by", "send by, the name of the person, in 1 to " + SheetChange.NAME_MAX + " characters"));
                return;
            }
            next.accept(by, json);
        });
    }

    private void volume(Exchange exchange) {
        if (reads(exchange)) {
            exchange.work(
                    () -> volumes.find(file(exchange)).map(this::json),
                    found -> found.ifPresentOrElse(json -> exchange.json(200, json), () -> unknown(exchange)));
            return;
        }
        said(
                exchange,
                (by, json) -> exchange.work(
                        () -> volumes.archive(file(exchange), by, exchange.actor()),
                        outcome -> answer(exchange, outcome)));
    }

    private void answer(Exchange exchange, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            exchange.work(() -> json(done.volume()), json -> exchange.json(200, json));
        } else if (outcome instanceof Outcome.Incomplete incomplete) {
            Problem problem = Problem.never(
                    409, "not-complete", "The case is not complete", String.join("; ", incomplete.missing()));
            ArrayNode missing = problem.extra().putArray("missing");
            incomplete.missing().forEach(missing::add);
            exchange.problem(problem);
        } else {
            exchange.problem(Problem.notFound("case with this id"));
        }
    }

    private ObjectNode json(Volume volume) {
        ObjectNode json = CanonicalJson.object()
                .put("number", volume.number())
                .put("archivedAt", volume.at().toString())
                .put("sha256", volume.sha256().toString());
        json.set("content", volume.content());
        json.set("addenda", list(volume.file()));
        return json;
    }

    private ArrayNode list(String file) {
        ArrayNode list = CanonicalJson.object().arrayNode();
        volumes.addenda(file).forEach(each -> list.add(each.json()));
        return list;
    }

    private void addenda(Exchange exchange) {
        if (reads(exchange)) {
            exchange.work(() -> list(file(exchange)), list -> {
                ObjectNode json = CanonicalJson.object();
                json.set("addenda", list);
                exchange.json(200, json);
            });
            return;
        }
        said(exchange, (by, json) -> {
            String text = json.path("text").asText();
            if (text.isBlank() || text.length() > TEXT_MAX) {
                exchange.problem(
                        Problem.badRequest("addendum", "text says what is wrong, in 1 to " + TEXT_MAX + " characters"));
                return;
            }
            exchange.work(
                    () -> volumes.add(file(exchange), by, exchange.caller().identity(), text, exchange.actor()),
                    added -> added.ifPresentOrElse(each -> exchange.json(201, each.json()), () -> unknown(exchange)));
        });
    }

    private void approval(Exchange exchange) {
        said(
                exchange,
                (by, json) -> exchange.work(() -> approved(exchange, by), outcome -> {
                    if (outcome instanceof Approved.Done done) {
                        exchange.json(200, done.addendum().json());
                    } else if (outcome instanceof Approved.Own) {
                        exchange.problem(Problem.never(
                                409,
                                "own-proposal",
                                "Somebody else must approve it",
                                "nobody approves what he says himself"));
                    } else {
                        exchange.problem(Problem.notFound("addendum of this number"));
                    }
                }));
    }

    private Approved approved(Exchange exchange, String by) {
        return number(exchange)
                .map(number -> volumes.approve(
                        file(exchange), number, by, exchange.caller().identity(), exchange.actor()))
                .orElseGet(Approved.Unknown::new);
    }

    private static Optional<Integer> number(Exchange exchange) {
        String text = exchange.pathParam("number");
        return text.matches("[1-9][0-9]{0,5}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
