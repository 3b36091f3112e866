package io.liuhen.server.ingest;

import io.liuhen.storage.index.UploadRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When uploads that nothing comes for are ended.
 *
 * @param after how long nothing may come
 */
public record Expiry(Duration after, InstantSource clock) {
    /**
     * When an upload ends at the earliest, if nothing comes for it from a time on. One that is there although its time is
     * over by the clock, which may have been set or have gone on without a server, ends later.
     */
    public Instant expiresAt(Instant lastCommitAt) {
        Instant end = lastCommitAt.plus(after);
        Instant now = clock.instant();
        return end.isBefore(now) ? now : end;
    }

    /** As {@link #expiresAt(Instant)}, of one that bytes have come for just now. */
    public Instant expiresAt() {
        return expiresAt(clock.instant());
    }

    /** For how many seconds an upload stays at least if nothing comes for it. */
    public long restSeconds(UploadRow upload) {
        return Duration.between(clock.instant(), expiresAt(upload.lastCommitAt()))
                .toSeconds();
    }
}
