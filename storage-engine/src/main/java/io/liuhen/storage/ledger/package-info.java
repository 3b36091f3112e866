/**
 * The ledger: an append-only list of what was done, hashed as a Merkle tree (RFC 6962 §2.1) from its first entry on, so
 * that a later proof covers everything.
 *
 * <p>An entry is committed together with the fact that it tells, without a number; a single sequencer gives numbers a
 * moment later, appends the leaves to their file, the erasable details to another, syncs both, and records their places
 * and the new tree in one batch. Whoever commits facts never waits for it and takes no common lock.
 *
 * <p>Leaves are for ever. Whatever may have to be forgotten one day is in the details, and the leaf holds only a salted
 * commitment to it; who makes an entry sees to that. The engine does not understand either part.
 */
@NullMarked
package io.liuhen.storage.ledger;

import org.jspecify.annotations.NullMarked;
