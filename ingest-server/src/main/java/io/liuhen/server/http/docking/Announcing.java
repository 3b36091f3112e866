package io.liuhen.server.http.docking;

import io.liuhen.server.access.Action;
import io.liuhen.server.access.Caller;
import io.liuhen.server.access.Role;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.docking.Announcement;
import io.liuhen.server.docking.AnnouncementReader;
import io.liuhen.server.docking.Dockings;
import io.liuhen.server.docking.Dockings.Announced;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Gate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.Optional;

/** {@code POST /dockings}. Listings are read on worker threads, and long ones one after another. Thread-safe. */
final class Announcing {
    private static final int BYTES_MAX = 2 << 20;

    /** Above which an announcement waits for others that are as long. */
    private static final int SHORT_BYTES_MAX = 64 << 10;

    private static final int WAITING_MAX = 8;
    private static final int NO_ROOM = 507;

    private final Dockings dockings;
    private final Gate gate;
    private final Turns longOnes = new Turns(WAITING_MAX);

    Announcing(Dockings dockings, Gate gate) {
        this.dockings = dockings;
        this.gate = gate;
    }

    /** Either of them: what was read, or why it is none. */
    private record Reading(Optional<Announcement> announcement, Optional<Problem> problem) {
        static Reading of(byte[] body) {
            try {
                return new Reading(Optional.of(AnnouncementReader.read(body)), Optional.empty());
            } catch (IOException e) {
                return refused("json", "send a JSON object in UTF-8: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                return refused("announcement", String.valueOf(e.getMessage()));
            }
        }

        private static Reading refused(String code, String detail) {
            return new Reading(Optional.empty(), Optional.of(Problem.badRequest(code, detail)));
        }
    }

    void announce(Exchange exchange) {
        new SmallBody(exchange, BYTES_MAX).read(body -> {
            if (body.length() <= SHORT_BYTES_MAX) {
                read(exchange, body, () -> {});
            } else if (!longOnes.take(turn -> inTurn(exchange, body, turn))) {
                exchange.problem(Problem.later(
                        503,
                        "busy",
                        "Too many long announcements wait",
                        "they are read one after another; send this one again soon"));
            }
        });
    }

    private void inTurn(Exchange exchange, Buffer body, Turns.Turn turn) {
        if (exchange.response().closed()) {
            turn.close();
        } else {
            read(exchange, body, turn::close);
        }
    }

    /** @param done called when all of it is over, whatever became of it */
    private void read(Exchange exchange, Buffer body, Runnable done) {
        exchange.work(
                () -> {
                    try {
                        return Reading.of(body.getBytes());
                    } catch (RuntimeException | Error e) {
                        done.run();
                        throw e;
                    }
                },
                reading -> {
                    Optional<Problem> problem = reading.problem()
                            .or(() -> reading.announcement().flatMap(announcement -> refusal(exchange, announcement)));
                    if (problem.isPresent()) {
                        done.run();
                        exchange.problem(problem.get());
                    } else {
                        record(exchange, reading.announcement().orElseThrow(), done);
                    }
                });
    }

    private Optional<Problem> refusal(Exchange exchange, Announcement announcement) {
        Caller caller = exchange.caller();
        String dock = announcement.circumstances().dock();
        if (caller.role() == Role.DOCK && !dock.isEmpty() && !dock.equals(caller.name())) {
            return Optional.of(Problem.never(
                    403,
                    "dock",
                    "Not for this dock",
                    "a dock announces what it holds itself: leave dock out, or send " + caller.name()));
        }
        return gate.mayOf(exchange, Action.UPLOAD, caller.identity(), announcement.device())
                ? Optional.empty()
                : Optional.of(Problem.never(
                        403,
                        "device",
                        "Not for this device",
                        "a device announces what it recorded itself, and a dock what one holds that it may act for"));
    }

    private void record(Exchange exchange, Announcement announcement, Runnable done) {
        exchange.actsFor(Optional.of(announcement.device()));
        Actor actor = exchange.actor();
        exchange.work(
                () -> {
                    try {
                        return dockings.announce(announcement, exchange.caller().identity(), actor);
                    } finally {
                        done.run();
                    }
                },
                announced -> answer(exchange, announced));
    }

    private static void answer(Exchange exchange, Announced announced) {
        if (announced instanceof Announced.Recorded recorded) {
            exchange.response()
                    .putHeader(
                            HttpHeaders.LOCATION,
                            "/dockings/" + recorded.docking().id());
            exchange.json(201, DockingJson.head(recorded.docking()));
        } else if (announced instanceof Announced.TooOften tooOften) {
            exchange.problem(Problem.later(
                            NO_ROOM,
                            "quota-announcements",
                            "The device has announced too often today",
                            "one device may announce " + Dockings.DAY_MAX + " listings on a day. Uploads go on all the"
                                    + " same; announce the next listing tomorrow")
                    .after(tooOften.untilTomorrow())
                    .with("limit", Dockings.DAY_MAX));
        }
    }
}
