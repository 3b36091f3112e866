/**
 * The journal: every committed version of every document, in plain files beside the vault, so that the index can be
 * made again from files alone.
 *
 * <p>A change is committed in the index first, and its batch carries the record for the journal; the record is then
 * written and synced, and only then is the change acknowledged. A crash in between leaves the record waiting in the
 * index, and opening the store writes it. It may therefore be there twice, which does no harm: a version is a version.
 */
@NullMarked
package io.liuhen.storage.journal;

import org.jspecify.annotations.NullMarked;
