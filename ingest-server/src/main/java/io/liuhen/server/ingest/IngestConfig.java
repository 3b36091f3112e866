package io.liuhen.server.ingest;

/**
 * What ingest must know of the server around it.
 *
 * @param unit the unit that everything belongs to
 * @param trial whether what is stored is marked as trial
 * @param firstJob the kind of job that each seal leaves behind
 */
public record IngestConfig(String unit, boolean trial, String firstJob) {}
