package io.liuhen.server.pipeline;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How far a job has come.
 *
 * @param percent done, from 0 to 100; 100 only when nothing is left but to keep the result
 * @param secondsLeft at the pace so far; empty while too little is done to tell
 */
public record Progress(int percent, OptionalLong secondsLeft) {
    private static final double TOO_LITTLE = 0.01;

    static Progress of(double share, long nanosSoFar) {
        OptionalLong left = share < TOO_LITTLE
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil(nanosSoFar * (1 - share) / share / TimeUnit.SECONDS.toNanos(1)));
        return new Progress((int) (share * 100), left);
    }
}
