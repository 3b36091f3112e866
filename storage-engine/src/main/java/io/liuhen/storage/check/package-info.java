/**
 * Checks a store that nobody has open, and changes nothing: every original against its manifest and its day's list, every
 * record of journal and ledger, the ledger's tree, and the index against all of them.
 *
 * <p>Written from {@code docs/on-disk-format.md} alone: it shares no code with what writes a store, so that a mistake
 * there is not repeated here. It has its own reader of every form, and may import nothing of the engine but the view of a
 * folder that cannot change it.
 *
 * <p>Whatever is not as it should be is a finding, told as it is met and not kept: memory does not grow with the store,
 * but for one day's list and a bounded table. What a crash may leave and the next opening will see to is a note. What
 * could not be looked at is said too, so that silence means that all is well.
 */
@NullMarked
package io.liuhen.storage.check;

import org.jspecify.annotations.NullMarked;
