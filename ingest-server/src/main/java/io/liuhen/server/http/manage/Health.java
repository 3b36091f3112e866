package io.liuhen.server.http.manage;

import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.space.Space;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Whether the server can do its work. Thread-safe. */
public final class Health {
    private final StorageEngine engine;
    private final Supplier<String> fixity;
    private volatile boolean started;
    private volatile boolean draining;

    /** @param fixity {@code ok}, or what of the store is not as it was sealed; blocks */
    public Health(StorageEngine engine, Supplier<String> fixity) {
        this.engine = engine;
        this.fixity = fixity;
    }

    /** The server listens. */
    public void started() {
        started = true;
    }

    /** The server is going down: whoever routes should send nobody here any more. */
    public void drain() {
        draining = true;
    }

    /** Whether the server listens. */
    public boolean hasStarted() {
        return started;
    }

    /** Whether the server is going down. */
    public boolean isDraining() {
        return draining;
    }

    /** Each check by name, with {@code ok} or what is wrong. Asks the disk, so not on an event loop. */
    Map<String, String> checks() {
        Map<String, String> checks = new LinkedHashMap<>();
        checks.put("started", started ? "ok" : "not yet");
        checks.put("accepting", draining ? "the server is stopping" : "ok");
        checks.put(
                "store",
                engine.readOnlyReason().map(reason -> "read-only: " + reason).orElse("ok"));
        checks.put("space", space(engine.space()));
        return checks;
    }

    /** What an operator should know, and what keeps the server from no work: it goes on receiving. */
    Map<String, String> notices() {
        return Map.of("fixity", fixity.get());
    }

    private static String space(Space space) {
        return space.availableBytes() > 0
                ? "ok"
                : "no room for uploads: " + space.freeBytes() + " bytes are free, " + space.promisedBytes()
                        + " are promised to open uploads, " + space.reserveBytes()
                        + " are kept for the index and the logs";
    }
}
