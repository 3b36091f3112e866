package io.liuhen.server.config;

import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * The unit (单位) whose records this server keeps.
 *
 * @param id part of every key, so chosen once and never changed: lower-case letters, digits and hyphens
 * @param name as people write it
 * @param zone in which a time without an offset is read
 */
public record UnitConfig(String id, String name, ZoneId zone) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** Refuses an id that could not be part of a key. */
    public UnitConfig {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "unit.id: not a unit's id: \"" + id + "\"; use lower-case letters, digits and hyphens");
        }
    }

    /** The unit of a trial. */
    public static UnitConfig trial() {
        return new UnitConfig("trial", "试用单位", ZoneId.of("Asia/Shanghai"));
    }
}
