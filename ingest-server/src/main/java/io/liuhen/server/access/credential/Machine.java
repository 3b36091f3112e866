package io.liuhen.server.access.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.ActsFor;
import io.liuhen.server.access.Role;
import io.liuhen.storage.format.CanonicalJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A recorder or a dock that was let in.
 *
 * @param id its name, as recordings say it in {@code device}
 * @param registration a UUID that names it where no name may stand
 * @param docks for a dock, the devices that it may act for
 * @param keys oldest first: those that may be in force, and at least the newest
 * @param certificates SHA-256 of client certificates, in lower-case hexadecimal digits
 */
public record Machine(
        String id,
        String registration,
        Role role,
        String unit,
        ActsFor docks,
        List<Key> keys,
        Set<String> certificates,
        Instant enrolledAt,
        Optional<Instant> revokedAt) {
    static final String KIND = "device";

    private static final int SCHEMA = 1;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * A key of a machine.
     *
     * @param id as signatures name it: the machine's name, a slash and a number
     * @param wrapped the secret, encrypted by the server's own key
     * @param until from when on it counts no more; empty while nothing has ended it
     */
    public record Key(String id, String wrapped, Instant from, Optional<Instant> until) {
        boolean inForceAt(Instant now) {
            return until.map(now::isBefore).orElse(true);
        }

        private int number() {
            return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
        }

        Key endingBy(Instant time) {
            return new Key(
                    id, wrapped, from, Optional.of(until.filter(time::isAfter).orElse(time)));
        }

        private ObjectNode json() {
            ObjectNode json =
                    CanonicalJson.object().put("id", id).put("wrapped", wrapped).put("from", from.toString());
            until.ifPresent(time -> json.put("until", time.toString()));
            return json;
        }

        private static Key of(JsonNode json) {
            return new Key(
                    json.path("id").asText(),
                    json.path("wrapped").asText(),
                    Instant.parse(json.path("from").asText()),
                    time(json, "until"));
        }
    }

    /** Copies the collections. */
    public Machine {
        keys = List.copyOf(keys);
        certificates = Set.copyOf(certificates);
    }

    /** Whether this can be a machine's name. */
    public static boolean isName(String text) {
        return ID.matcher(text).matches();
    }

    /** Whether it was shut out. */
    public boolean revoked() {
        return revokedAt.isPresent();
    }

    /** The devices that it speaks for: itself, and for a dock those that it may act for. */
    ActsFor actsFor() {
        if (role == Role.DEVICE) {
            return ActsFor.these(Set.of(id));
        }
        Set<String> all = new TreeSet<>(docks.devices());
        all.add(id);
        return new ActsFor(docks.all(), all);
    }

    /** Numbers are given once: the newest key stays, also when it has ended. */
    String nextKeyId() {
        int last = keys.isEmpty() ? 0 : keys.get(keys.size() - 1).number();
        return id + "/" + (last + 1);
    }

    Machine with(List<Key> otherKeys) {
        return new Machine(id, registration, role, unit, docks, otherKeys, certificates, enrolledAt, Optional.empty());
    }

    Machine withCertificate(String fingerprint) {
        Set<String> all = new TreeSet<>(certificates);
        all.add(fingerprint);
        return new Machine(id, registration, role, unit, docks, keys, all, enrolledAt, revokedAt);
    }

    Machine revokedAt(Instant time) {
        return new Machine(id, registration, role, unit, docks, keys, certificates, enrolledAt, Optional.of(time));
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put("registration", registration)
                .put("role", role.toString())
                .put("unit", unit)
                .put("enrolledAt", enrolledAt.toString());
        if (role == Role.DOCK) {
            json.put("allDevices", docks.all());
            ArrayNode devices = json.putArray("devices");
            docks.devices().stream().sorted().forEach(devices::add);
        }
        ArrayNode keyList = json.putArray("keys");
        keys.forEach(key -> keyList.add(key.json()));
        ArrayNode prints = json.putArray("certificates");
        certificates.stream().sorted().forEach(prints::add);
        revokedAt.ifPresent(time -> json.put("revokedAt", time.toString()));
        return json;
    }

    static Machine of(String id, JsonNode json) {
        List<Key> keys = new ArrayList<>();
        json.path("keys").forEach(key -> keys.add(Key.of(key)));
        return new Machine(
                id,
                json.path("registration").asText(),
                Role.named(json.path("role").asText())
                        .orElseThrow(() -> new IllegalStateException("the machine " + id + " has no role")),
                json.path("unit").asText(),
                new ActsFor(json.path("allDevices").asBoolean(), texts(json.path("devices"))),
                keys,
                texts(json.path("certificates")),
                Instant.parse(json.path("enrolledAt").asText()),
                time(json, "revokedAt"));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static Optional<Instant> time(JsonNode json, String name) {
        return json.has(name) ? Optional.of(Instant.parse(json.path(name).asText())) : Optional.empty();
    }
}
