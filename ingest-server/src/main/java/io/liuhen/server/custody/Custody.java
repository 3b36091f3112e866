package io.liuhen.server.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.LedgerEntry;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/**
 * Makes entries of the custody log. Pure but for clock and chance; thread-safe if they are.
 *
 * <pre>
 * leaf     {"schema":1,"id":"…","at":"…","unit":"…","deed":"sealed","subjects":["…"],"facts":{…},"details":"…"}
 * details  {"salt":"…","value":{"actor":{…},…}}
 * </pre>
 *
 * {@code leaf.details} is the SHA-256 of the 32 bytes of the salt followed by the canonical JSON of {@code value}.
 */
public final class Custody {
    private static final int SCHEMA = 1;
    private static final int SALT_BYTES = 32;

    private final String unit;
    private final InstantSource clock;
    private final IdGenerator ids;

    /** @param unit the unit to whose log the entries belong */
    public Custody(String unit, InstantSource clock, IdGenerator ids) {
        this.unit = unit;
        this.clock = clock;
        this.ids = ids;
    }

    /** An entry without further facts. */
    public LedgerEntry entry(Deed deed, Actor actor, List<String> subjects) {
        return entry(deed, actor, subjects, CanonicalJson.object(), CanonicalJson.object());
    }

    /** An entry with facts that are nobody's secret. */
    public LedgerEntry entry(Deed deed, Actor actor, List<String> subjects, ObjectNode facts) {
        return entry(deed, actor, subjects, facts, CanonicalJson.object());
    }

    /**
     * An entry.
     *
     * @param subjects ids of what it is about, by which it will be found
     * @param facts for the leaf, for ever: nothing personal
     * @param details what may be personal; the actor is added to it
     */
    public LedgerEntry entry(Deed deed, Actor actor, List<String> subjects, ObjectNode facts, ObjectNode details) {
        ObjectNode value = details.deepCopy();
        value.set("actor", actor.json());
        byte[] salt = ids.randomBytes(SALT_BYTES);
        ObjectNode kept = CanonicalJson.object();
        kept.put("salt", Base64.getEncoder().encodeToString(salt));
        kept.set("value", value);

        ObjectNode leaf = CanonicalJson.object();
        leaf.put("schema", SCHEMA);
        leaf.put("id", ids.uuid().toString());
        leaf.put("at", clock.instant().toString());
        leaf.put("unit", unit);
        leaf.put("deed", deed.toString());
        subjects.forEach(leaf.putArray("subjects")::add);
        leaf.set("facts", facts);
        leaf.put("details", commitment(salt, value).toString());
        return new LedgerEntry(subjects, leaf, kept);
    }

    /** What a leaf says about its details. */
    static Sha256 commitment(byte[] salt, JsonNode value) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(salt);
        return Sha256.of(digest.digest(CanonicalJson.write(value)));
    }
}
