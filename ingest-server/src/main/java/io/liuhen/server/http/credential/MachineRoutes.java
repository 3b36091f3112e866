package io.liuhen.server.http.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.ActsFor;
import io.liuhen.server.access.Role;
import io.liuhen.server.access.credential.Failures;
import io.liuhen.server.access.credential.Invitations;
import io.liuhen.server.access.credential.Invitations.Invitation;
import io.liuhen.server.access.credential.Machine;
import io.liuhen.server.access.credential.Machines;
import io.liuhen.server.access.credential.Machines.NewKey;
import io.liuhen.server.access.credential.Registry;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.Gate;
import io.liuhen.server.http.door.Lines;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /devices} and {@code /keys}: recorders and docks are let in, get new keys, and are shut out. Thread-safe. */
public final class MachineRoutes {
    private static final String NAME_FORM = "1 to 64 letters, digits, dots, hyphens and underscores";
    private static final int DEVICES_MAX = 1000;

    private final Machines machines;
    private final Invitations invitations;
    private final Registry registry;
    private static final Logger LOG = LoggerFactory.getLogger(MachineRoutes.class);

    private final Failures codes;
    private final Gate gate;
    private final Lines lines;
    private final String unit;
    private final Duration codeLife;

    /**
     * The routes.
     *
     * @param codes counts wrong codes, by address
     * @param unit that of machines which are let in without a word about theirs
     * @param codeLife how long a code is good for
     */
    public MachineRoutes(
            Machines machines,
            Invitations invitations,
            Registry registry,
            Failures codes,
            Gate gate,
            Lines lines,
            String unit,
            Duration codeLife) {
        this.machines = machines;
        this.invitations = invitations;
        this.registry = registry;
        this.codes = codes;
        this.gate = gate;
        this.lines = lines;
        this.unit = unit;
        this.codeLife = codeLife;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door manage = Door.of(Action.MANAGE_MACHINES);
        doors.open("/devices", manage, this::list);
        doors.open("/devices/codes", manage, exchange -> JsonBody.posted(exchange, body -> invite(exchange, body)));
        doors.open(
                "/devices/enrol",
                Door.of(Action.ENROL),
                exchange -> JsonBody.postedByStranger(exchange, body -> enrol(exchange, body)));
        doors.open(
                "/devices/:name/revocation",
                manage,
                exchange -> JsonBody.posted(exchange, body -> revoke(exchange, body)));
        doors.open(
                "/devices/:name/certificates",
                manage,
                exchange -> JsonBody.posted(exchange, body -> certify(exchange, body)));
        doors.open("/keys", Door.of(Action.ROTATE_KEY), this::rotate);
    }

    private void invite(Exchange exchange, JsonBody body) {
        String name = body.need("device", NAME_FORM, text -> Optional.of(text).filter(Machine::isName));
        Role role = body.text("role")
                .map(text -> Role.named(text)
                        .filter(named -> named.kind() == Role.Kind.MACHINE)
                        .orElseThrow(() -> new IllegalArgumentException("role is device or dock")))
                .orElse(Role.DEVICE);
        String itsUnit = body.text("unit").orElse(unit);
        ActsFor docks = docks(body.json(), role);
        if (!gate.mayAlso(exchange, Action.MANAGE_MACHINES, itsUnit) || !confidential(exchange)) {
            return;
        }
        Optional<String> code = invitations.open(new Invitation(name, role, itsUnit, docks));
        if (code.isEmpty()) {
            exchange.problem(Problem.later(
                    503, "too-many-codes", "Too many open codes", "wait until some were used or have ended"));
            return;
        }
        Actor actor = exchange.actor();
        String subject = machines.find(name).map(Machine::registration).orElse("invitation");
        ObjectNode details = CanonicalJson.object()
                .put("machine", name)
                .put("role", role.toString())
                .put("unit", itsUnit);
        exchange.work(
                () -> {
                    registry.tell(Deed.INVITED, subject, details, actor);
                    return code.get();
                },
                made -> exchange.json(
                        201,
                        CanonicalJson.object()
                                .put("device", name)
                                .put("role", role.toString())
                                .put("code", made)
                                .put("expiresInSeconds", codeLife.toSeconds())));
    }

    private static ActsFor docks(JsonNode json, Role role) {
        JsonNode devices = json.path("devices");
        if (role != Role.DOCK) {
            if (!devices.isMissingNode()) {
                throw new IllegalArgumentException("only a dock acts for other devices");
            }
            return ActsFor.nobody();
        }
        if (devices.isTextual() && devices.textValue().equals("*")) {
            return ActsFor.everybody();
        }
        Set<String> names = new TreeSet<>();
        devices.forEach(item -> names.add(item.asText()));
        if (!devices.isArray() || names.size() > DEVICES_MAX || !names.stream().allMatch(Machine::isName)) {
            throw new IllegalArgumentException(
                    "a dock's devices are a list of at most " + DEVICES_MAX + " names, or \"*\" for all of its unit");
        }
        return ActsFor.these(names);
    }

    private void enrol(Exchange exchange, JsonBody body) {
        String address = exchange.actor().address();
        if (codes.exhausted(address)) {
            exchange.problem(tooManyCodes(codes.waitSeconds()));
            return;
        }
        if (!confidential(exchange)) {
            return;
        }
        String name = body.need("device", NAME_FORM, text -> Optional.of(text).filter(Machine::isName));
        String code = body.need("code", "the code that you were given", Optional::of);
        Optional<Invitation> invited = invitations.take(code, name);
        if (invited.isEmpty()) {
            codes.failed(address);
            LOG.warn("a wrong enrolment code for {} came from {}", name, address);
            exchange.problem(Problem.never(
                    403,
                    "enrolment-code",
                    "The code does not let this device in",
                    "it is another one's, was used, or has ended; ask for a new one"));
            return;
        }
        Actor actor = new Actor(invited.get().role().toString(), name, address);
        exchange.work(() -> machines.enrol(invited.get(), actor), made -> {
            cut(name);
            tell(exchange, made);
        });
    }

    /** Not only who guesses waits: whoever is behind the same address does. */
    private static Problem tooManyCodes(long seconds) {
        return Problem.later(
                        429,
                        "too-many-failures",
                        "Too many wrong codes",
                        "too many wrong codes came from your address, so that no code is looked at now, a right one"
                                + " neither; it is not used up: send it again after " + seconds + " s")
                .after(Duration.ofSeconds(seconds));
    }

    private void rotate(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        if (!confidential(exchange)) {
            return;
        }
        String name = exchange.caller().name();
        String used = exchange.caller().credential();
        Actor actor = exchange.actor();
        exchange.work(
                () -> machines.rotate(name, used, actor),
                made -> made.ifPresentOrElse(
                        key -> tell(exchange, key), () -> exchange.problem(Problem.notFound("machine of yours"))));
    }

    private static void tell(Exchange exchange, NewKey made) {
        exchange.json(
                201,
                CanonicalJson.object()
                        .put("device", made.machine().id())
                        .put("role", made.machine().role().toString())
                        .put("algorithm", "hmac-sha256")
                        .put("keyId", made.keyId())
                        .put("key", made.secret()));
    }

    /** A secret goes over no line that others can read. */
    private static boolean confidential(Exchange exchange) {
        if (exchange.confidential()) {
            return true;
        }
        exchange.problem(Problem.never(
                403,
                "needs-tls",
                "Not over this line",
                "codes and keys are handed out over TLS, or on the machine itself"));
        return false;
    }

    private void revoke(Exchange exchange, JsonBody body) {
        String why = body.need("why", "the reason, in words", Optional::of);
        managed(exchange).ifPresent(machine -> {
            Actor actor = exchange.actor();
            exchange.work(() -> machines.revoke(machine.id(), why, actor), revoked -> {
                cut(machine.id());
                exchange.json(200, json(machines.find(machine.id()).orElse(machine)));
            });
        });
    }

    private void cut(String name) {
        lines.cut(credential -> credential.startsWith(name + "/")
                || (credential.startsWith("certificate:")
                        && machines.certifiedBy(credential.substring(12)).isEmpty()));
    }

    private void certify(Exchange exchange, JsonBody body) {
        String print = body.need(
                "sha256",
                "the SHA-256 of the certificate in hexadecimal digits",
                text -> Sha256.parse(text).map(Sha256::toString));
        managed(exchange).ifPresent(machine -> {
            Actor actor = exchange.actor();
            exchange.work(() -> machines.certify(machine.id(), print, actor), bound -> {
                if (bound) {
                    exchange.json(200, json(machines.find(machine.id()).orElse(machine)));
                } else {
                    exchange.problem(Problem.never(
                            409,
                            "certificate",
                            "Not bound",
                            "the machine was revoked, or another has this certificate"));
                }
            });
        });
    }

    /** The machine that the address names, if the caller manages it; answers otherwise. */
    private Optional<Machine> managed(Exchange exchange) {
        Optional<Machine> machine = machines.find(exchange.pathParam("name"))
                .filter(found -> gate.may(exchange, Action.MANAGE_MACHINES, found.unit()));
        if (machine.isEmpty()) {
            exchange.problem(Problem.notFound("device with this name"));
        }
        return machine;
    }

    private void list(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        ObjectNode json = CanonicalJson.object();
        ArrayNode items = json.putArray("devices");
        machines.all().stream()
                .filter(machine -> gate.may(exchange, Action.MANAGE_MACHINES, machine.unit()))
                .forEach(machine -> items.add(json(machine)));
        exchange.json(200, json);
    }

    private ObjectNode json(Machine machine) {
        ObjectNode json = CanonicalJson.object()
                .put("device", machine.id())
                .put("registration", machine.registration())
                .put("role", machine.role().toString())
                .put("unit", machine.unit())
                .put("state", machine.revoked() ? "revoked" : "enrolled")
                .put("enrolledAt", machine.enrolledAt().toString());
        machine.revokedAt().ifPresent(time -> json.put("revokedAt", time.toString()));
        ArrayNode keys = json.putArray("keys");
        for (Machine.Key key : machine.keys()) {
            ObjectNode shown = keys.addObject()
                    .put("keyId", key.id())
                    .put("from", key.from().toString());
            key.until().ifPresent(time -> shown.put("until", time.toString()));
        }
        ArrayNode prints = json.putArray("certificates");
        machine.certificates().stream().sorted().forEach(prints::add);
        if (machine.role() == Role.DOCK) {
            json.put("allDevices", machine.docks().all());
            ArrayNode devices = json.putArray("devices");
            machine.docks().devices().stream().sorted().forEach(devices::add);
        }
        machines.lastSeen(machine.id()).ifPresent(seen -> {
            json.put("lastSeenAt", seen.at().toString());
            seen.clockSkewSeconds().ifPresent(seconds -> json.put("clockSkewSeconds", seconds));
        });
        return json;
    }
}
