package io.liuhen.server.media;

import java.util.Optional;

/**
 * What stands between a worker that was taken over and the rest of the machine, beyond being a process of its own with
 * no environment. The codes are stable: they are shown and counted.
 */
public enum Wall {
    /** The kernel bounds its address space and its open files, and lets it write no file at all. */
    LIMITS("limits"),
    /** It reaches no network, not even the machine's own. */
    NETWORK("network"),
    /** It neither sees nor can signal any process but its own. */
    PROCESSES("processes"),
    /** It has no capability, and cannot gain one by starting a program. */
    PRIVILEGES("privileges"),
    /** It sees a Java runtime, the decoders and the system's libraries, read-only; nothing of the store. */
    FILES("files");

    private final String code;

    Wall(String code) {
        this.code = code;
    }

    /** Lower-case, stable, without spaces. */
    public String code() {
        return code;
    }

    static Optional<Wall> ofCode(String code) {
        for (Wall wall : values()) {
            if (wall.code.equals(code)) {
                return Optional.of(wall);
            }
        }
        return Optional.empty();
    }
}
