package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Caller;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.rendition.Copies;
import io.liuhen.server.rendition.Copy;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/**
 * Copies of a segment beside its proxy: ordered for the one who asks, with his name on it, listed, played. A copy with
 * somebody's name on it is nobody else's. Thread-safe.
 */
public final class CopyRoutes {
    private static final String FILE = "/proxy.mp4";
    private static final String PLAYLIST = "/hls/index.m3u8";

    private final SegmentFinder finder;
    private final Copies copies;
    private final Profiles profiles;
    private final DerivedReply reply;
    private final Runnable wake;

    /**
     * Routes.
     *
     * @param wake tells the pipeline that there is work
     */
    public CopyRoutes(SegmentFinder finder, Copies copies, Profiles profiles, DerivedReply reply, Runnable wake) {
        this.finder = finder;
        this.copies = copies;
        this.profiles = profiles;
        this.reply = reply;
        this.wake = wake;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door door = SegmentDoor.of(Door.of(Action.READ_COPY));
        String all = "/segments/:id/copies";
        doors.open("/segments/:id/viewer-copies", door, this::order);
        doors.open(all, door, exchange -> finder.read(exchange, segment -> list(exchange, segment)));
        doors.open(all + "/:copy", door, exchange -> finder.read(exchange, segment -> one(exchange, segment)));
        doors.open(
                all + "/:copy" + FILE,
                door,
                exchange -> finder.read(
                        exchange,
                        segment -> with(
                                exchange,
                                segment,
                                copy -> reply.send(exchange, segment, copy.fileName(), () -> state(copy)))));
        doors.open(
                all + "/:copy" + PLAYLIST,
                door,
                exchange -> finder.read(
                        exchange,
                        segment -> with(
                                exchange,
                                segment,
                                copy -> reply.playlist(exchange, segment, copy.fileName(), () -> state(copy)))));
    }

    private void order(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        Actor actor = exchange.actor();
        Caller caller = exchange.caller();
        finder.find(
                exchange,
                segment -> exchange.work(
                        () -> copies.forViewer(
                                segment.id(), profiles.forViewers(), written(caller), caller.identity(), actor),
                        copy -> {
                            wake.run();
                            exchange.response().putHeader(HttpHeaders.LOCATION, address(segment.id(), copy));
                            exchange.json(copy.state() == Copy.State.DONE ? 200 : 202, json(copy));
                        }));
    }

    /** As a person is named on a copy: with the number that recordings know him by. */
    private static String written(Caller caller) {
        String name = caller.name().isEmpty() ? caller.role().toString() : caller.name();
        return caller.number().map(number -> name + " " + number).orElse(name);
    }

    private void list(Exchange exchange, SegmentRow segment) {
        exchange.work(() -> copies.of(segment.id()), found -> {
            ObjectNode json = CanonicalJson.object();
            ArrayNode list = json.putArray("copies");
            found.stream().filter(copy -> isFor(copy, exchange.caller())).forEach(copy -> list.add(json(copy)));
            exchange.json(200, json);
        });
    }

    private void one(Exchange exchange, SegmentRow segment) {
        with(exchange, segment, copy -> exchange.json(200, json(copy)));
    }

    /** What is done with a copy that is there for the caller. */
    private interface Use {
        void of(Copy copy);
    }

    private void with(Exchange exchange, SegmentRow segment, Use use) {
        exchange.work(() -> copies.find(segment.id(), exchange.pathParam("copy")), found -> {
            Optional<Copy> his = found.filter(copy -> isFor(copy, exchange.caller()));
            if (his.isPresent()) {
                use.of(his.get());
            } else {
                exchange.problem(Problem.notFound("copy of this name"));
            }
        });
    }

    private static boolean isFor(Copy copy, Caller caller) {
        return copy.viewer().map(caller.identity()::equals).orElse(true);
    }

    private static String address(SegmentId segment, Copy copy) {
        return "/segments/" + segment + "/copies/" + copy.name();
    }

    /** What is known of the file. */
    private static ObjectNode state(Copy copy) {
        return copy.outcome().deepCopy().put("state", copy.state().toString());
    }

    private static ObjectNode json(Copy copy) {
        ObjectNode json = CanonicalJson.object()
                .put("copy", copy.name())
                .put("segment", copy.segment().toString())
                .put("at", copy.at().toString());
        json.set("profile", copy.profile());
        json.setAll(state(copy));
        copy.lines().forEach(json.putArray("lines")::add);
        copy.redaction()
                .ifPresent(hidden -> json.putObject("redaction")
                        .put("recording", hidden.recording())
                        .put("version", hidden.version())
                        .put("edits", hidden.sha256()));
        String self = address(copy.segment(), copy);
        json.putObject("links").put("self", self).put("proxy", self + FILE).put("hls", self + PLAYLIST);
        return json;
    }
}
