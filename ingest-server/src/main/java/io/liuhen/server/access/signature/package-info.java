/**
 * Requests that devices sign (HTTP Message Signatures, RFC 9421, with {@code hmac-sha256}): what was signed is put
 * together again from the request as it came, and compared in a time that tells nothing.
 *
 * <p>A signature counts for one request. It covers what the request does (method, path, query, the fields that steer an
 * upload), the digest of its body, and a nonce that the server gave out and takes once: so a device whose clock is wrong
 * is believed like any other, and a recorded request is worth nothing. Nothing here reads a clock's time of day.
 */
@NullMarked
package io.liuhen.server.access.signature;

import org.jspecify.annotations.NullMarked;
