package io.liuhen.storage.verify;

import java.time.Duration;

/**
 * How often everything is read again, where the pace allows it.
 *
 * @param period from one reading of a segment to the next
 * @param walkRest from the end of one walk through all dates to the begin of the next
 */
public record Rhythm(Duration period, Duration walkRest) {}
