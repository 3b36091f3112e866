package io.liuhen.server.http.manage;

import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.space.Space;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Whether the server can do its work. Thread-safe. */
public final class Health {
    private final StorageEngine engine;
    private final Map<String, Supplier<String>> notices;
    private volatile boolean started;
    private volatile boolean draining;

    /** @param notices by name, each beginning with {@code ok}, or telling what an operator should know; may block */
    public Health(StorageEngine engine, Map<String, Supplier<String>> notices) {
        this.engine = engine;
        this.notices = new TreeMap<>(notices);
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
        Map<String, String> told = new LinkedHashMap<>();
        notices.forEach((name, notice) -> told.put(name, notice.get()));
        return told;
    }

    private static String space(Space space) {
        return space.availableBytes() > 0
                ? "ok"
                : "no room for uploads: " + space.freeBytes() + " bytes are free, " + space.promisedBytes()
                        + " are promised to open uploads, " + space.reserveBytes()
                        + " are kept for the index and the logs";
    }
}
