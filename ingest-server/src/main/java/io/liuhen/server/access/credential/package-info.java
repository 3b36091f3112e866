/**
 * Credentials: the keys and certificates of machines, the tokens of people and services, and the codes that let a machine
 * in. Kept as documents of the engine, so that each version stays in the journal, with entries of the custody log.
 *
 * <p>Secrets are never kept in clear: keys that the server must use are wrapped by its own, tokens stand as their digest.
 */
@NullMarked
package io.liuhen.server.access.credential;

import org.jspecify.annotations.NullMarked;
