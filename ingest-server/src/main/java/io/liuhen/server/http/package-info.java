/**
 * HTTP, and nothing else: routes, headers, status codes, bodies in and out, problem documents (RFC 9457). What a request
 * means is decided by {@code ingest}, {@code records} and {@code query}; what a refusal means to a device is said here, in
 * {@code retry}: never, later, or after asking for the offset (resume).
 *
 * <p>Handlers run on event loops and never block there; whatever waits for a disk runs on worker threads and comes back.
 * An upload's body is read no faster than the engine takes it, within one budget for the whole server.
 */
@NullMarked
package io.liuhen.server.http;

import org.jspecify.annotations.NullMarked;
