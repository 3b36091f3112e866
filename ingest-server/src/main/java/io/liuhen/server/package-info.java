/**
 * The server: {@link io.liuhen.server.Main} reads the command line, {@code wiring} builds the parts and starts them in
 * order, and every other package is one part.
 *
 * <pre>
 *  recorder ──HTTP──▶ http.upload ─▶ ingest ──▶ storage engine ═▶ (segment sealed, job left behind)
 *                     http.read ──▶ query                                │ found by
 *                     http.manage ▶ observe                              ▼
 *                                   records, custody  ◀──────────── pipeline ──▶ media (child process)
 * </pre>
 *
 * Ingest and pipeline never call each other: a durable job is all that lies between them, so a restart needs no special
 * path.
 */
@NullMarked
package io.liuhen.server;

import org.jspecify.annotations.NullMarked;
