/**
 * The journal: every committed version of every document, in plain files beside the vault, so that the index can be
 * made again from files alone.
 *
 * <p>A change is committed in the index first, and its batch carries the record for the journal; the record is then
 * written and synced, and only then is the change acknowledged. A crash in between leaves the record waiting in the
 * index, and opening the store writes it. It may therefore be there twice, which does no harm: a version is a version.
 *
 * <p>The index also knows how far the journal is durable. What is damaged or missing before that point is corruption;
 * what follows it is waiting in the index too, and is cut away and written again.
 */
@NullMarked
package io.liuhen.storage.journal;

import org.jspecify.annotations.NullMarked;
