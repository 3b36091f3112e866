package io.liuhen.server.access.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Caller;
import io.liuhen.server.access.credential.Invitations.Invitation;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.keys.WrappingKey;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The recorders and docks that were let in. All of them are in memory, so that a request is judged without the disk; what
 * changes is durable first. Thread-safe; what changes something blocks on the disk.
 */
public final class Machines {
    private static final int SECRET_BYTES = 32;

    private final Registry registry;
    private final WrappingKey wrapping;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Duration overlap;

    private final Map<String, Machine> byName = new ConcurrentHashMap<>();
    private final Map<String, Opened> byKey = new ConcurrentHashMap<>();
    private final Map<String, String> byCertificate = new ConcurrentHashMap<>();

    /** How far the clock of a machine was ahead when it last signed. */
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** One change at a time; never held while a request is judged. */
    private final Object changing = new Object();

    private record Opened(Machine.Key key, String machine, SecretKey secret) {}

    /**
     * When a machine last showed its key.
     *
     * @param clockSkewSeconds how far its clock was ahead of the server's, where it said its time
     */
    public record Seen(Instant at, OptionalLong clockSkewSeconds) {}

    /**
     * A key and its secret, which nobody is told a second time.
     *
     * @param secret in base64
     */
    public record NewKey(Machine machine, String keyId, String secret) {
        /** Not the secret: it must not slip into a log. */
        @Override
        public String toString() {
            return "key " + keyId;
        }
    }

    /**
     * Reads all that were ever let in.
     *
     * @param overlap how long a key goes on to count after another has taken its place
     */
    public Machines(Registry registry, WrappingKey wrapping, IdGenerator ids, InstantSource clock, Duration overlap) {
        this.registry = registry;
        this.wrapping = wrapping;
        this.ids = ids;
        this.clock = clock;
        this.overlap = overlap;
        registry.all(Machine.KIND, document -> open(Machine.of(document.key().id(), document.body())));
    }

    private void open(Machine machine) {
        byName.put(machine.id(), machine);
        machine.certificates().forEach(print -> byCertificate.put(print, machine.id()));
        if (machine.revoked()) {
            byKey.values().removeIf(opened -> opened.machine().equals(machine.id()));
            return;
        }
        for (Machine.Key key : machine.keys()) {
            byte[] secret = wrapping.unwrap(key.wrapped(), key.id());
            byKey.put(key.id(), new Opened(key, machine.id(), new SecretKeySpec(secret, "HmacSHA256")));
        }
        byKey.values()
                .removeIf(opened ->
                        opened.machine().equals(machine.id()) && !machine.keys().contains(opened.key()));
    }

    /** The secret of a key that counts now. */
    public Optional<SecretKey> key(String keyId) {
        return Optional.ofNullable(byKey.get(keyId))
                .filter(opened -> opened.key().inForceAt(clock.instant()))
                .map(Opened::secret);
    }

    /**
     * Who has signed with a key.
     *
     * @param signedAtSeconds when, by the signer's clock, in seconds since 1970; negative where it does not say
     */
    public Optional<Caller> signedWith(String keyId, long signedAtSeconds) {
        Instant now = clock.instant();
        OptionalLong skew =
                signedAtSeconds < 0 ? OptionalLong.empty() : OptionalLong.of(signedAtSeconds - now.getEpochSecond());
        return Optional.ofNullable(byKey.get(keyId))
                .filter(opened -> opened.key().inForceAt(now))
                .flatMap(opened -> find(opened.machine()))
                .map(machine -> {
                    seen.put(machine.id(), new Seen(now, skew));
                    return caller(machine, keyId, skew);
                });
    }

    /**
     * Who has shown a client certificate.
     *
     * @param fingerprint its SHA-256, in lower-case hexadecimal digits
     */
    public Optional<Caller> certifiedBy(String fingerprint) {
        return Optional.ofNullable(byCertificate.get(fingerprint))
                .flatMap(this::find)
                .filter(machine -> !machine.revoked())
                .map(machine -> {
                    seen.put(machine.id(), new Seen(clock.instant(), OptionalLong.empty()));
                    return caller(machine, "certificate:" + fingerprint, OptionalLong.empty());
                });
    }

    private static Caller caller(Machine machine, String credential, OptionalLong skew) {
        return new Caller(
                machine.role(), machine.id(), machine.unit(), machine.actsFor(), Optional.empty(), credential, skew);
    }

    /** Lets a machine in, or in again: with one key, in place of all that it had. */
    public NewKey enrol(Invitation invited, Actor actor) {
        synchronized (changing) {
            Optional<Machine> known = find(invited.machine());
            Machine machine = new Machine(
                    invited.machine(),
                    known.map(Machine::registration).orElseGet(() -> ids.uuid().toString()),
                    invited.role(),
                    invited.unit(),
                    invited.docks(),
                    known.map(Machine::keys).orElse(List.of()),
                    Set.of(),
                    known.map(Machine::enrolledAt).orElseGet(clock::instant),
                    Optional.empty());
            return newKey(machine, List.of(), Deed.ENROLLED, actor);
        }
    }

    /**
     * Gives a machine a new key. The one that it asked with goes on to count for a while, since nobody knows whether the
     * answer arrives; any other ends now.
     */
    public Optional<NewKey> rotate(String name, String usedKeyId, Actor actor) {
        synchronized (changing) {
            Optional<Machine> machine = find(name).filter(known -> !known.revoked());
            Instant end = clock.instant().plus(overlap);
            return machine.map(known -> newKey(
                    known,
                    known.keys().stream()
                            .filter(key -> key.id().equals(usedKeyId))
                            .map(key -> key.endingBy(end))
                            .toList(),
                    Deed.KEY_ROTATED,
                    actor));
        }
    }

    private NewKey newKey(Machine machine, List<Machine.Key> staying, Deed deed, Actor actor) {
        String keyId = machine.nextKeyId();
        byte[] secret = ids.randomBytes(SECRET_BYTES);
        List<Machine.Key> keys = new ArrayList<>(staying);
        keys.add(new Machine.Key(keyId, wrapping.wrap(secret, keyId), clock.instant(), Optional.empty()));
        Machine changed = machine.with(keys);
        save(changed, deed, actor, CanonicalJson.object().put("key", keyId));
        return new NewKey(changed, keyId, Base64.getEncoder().encodeToString(secret));
    }

    /** Has a machine known by a client certificate, too; false where there is no such machine, or another has it. */
    public boolean certify(String name, String fingerprint, Actor actor) {
        synchronized (changing) {
            boolean another = !byCertificate.getOrDefault(fingerprint, name).equals(name);
            Optional<Machine> machine = find(name).filter(known -> !known.revoked() && !another);
            machine.ifPresent(known -> save(
                    known.withCertificate(fingerprint),
                    Deed.CERTIFIED,
                    actor,
                    CanonicalJson.object().put("certificate", fingerprint)));
            return machine.isPresent();
        }
    }

    /** Shuts a machine out, with all its keys and certificates; false where there is none to shut out. */
    public boolean revoke(String name, String why, Actor actor) {
        synchronized (changing) {
            Optional<Machine> machine = find(name).filter(known -> !known.revoked());
            machine.ifPresent(known -> save(
                    known.revokedAt(clock.instant()),
                    Deed.REVOKED,
                    actor,
                    CanonicalJson.object().put("why", why)));
            return machine.isPresent();
        }
    }

    /** Durable first: what counts in memory must count after a restart. */
    private void save(Machine machine, Deed deed, Actor actor, ObjectNode details) {
        details.put("machine", machine.id());
        registry.save(Machine.KIND, machine.id(), machine.json(), deed, machine.registration(), details, actor);
        byName.computeIfPresent(machine.id(), (name, before) -> {
            before.certificates().forEach(byCertificate::remove);
            return before;
        });
        open(machine);
    }

    /** One machine. */
    public Optional<Machine> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All machines, by name. */
    public List<Machine> all() {
        return byName.values().stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /** When a machine last showed a key or a certificate, since the start of this server. */
    public Optional<Seen> lastSeen(String name) {
        return Optional.ofNullable(seen.get(name));
    }
}
