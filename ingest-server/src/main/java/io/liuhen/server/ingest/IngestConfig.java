package io.liuhen.server.ingest;

import java.time.Duration;

/**
 * What ingest must know of the server around it.
 *
 * @param unit the unit that everything belongs to
 * @param trial whether what is stored is marked as trial
 * @param firstJob the kind of job that each seal leaves behind
 * @param uploadExpiry how long nothing may come for an upload before it is ended
 */
public record IngestConfig(String unit, boolean trial, String firstJob, Duration uploadExpiry) {}
