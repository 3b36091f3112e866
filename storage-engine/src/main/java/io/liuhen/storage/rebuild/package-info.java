/**
 * Makes a lost index again from the files of a store: documents from the journal, segments from the vault's manifests,
 * entries from the ledger's files. {@code docs/on-disk-format.md} §Rebuilding says which row comes from which file.
 *
 * <p>The files decide. What an index alone knew is made up so that nothing is forgotten: a job that may not have been done
 * is done again; an upload that was open takes no bytes any more, and what came of it is kept and listed. A rebuild may
 * die at any point and be begun again; it writes nothing but the new index, and finishes what a crash left half done in
 * the files.
 *
 * <p>The engine does not understand documents and entries; {@link io.liuhen.storage.rebuild.Meaning} is what its user
 * says about them. Nobody may have the store meanwhile.
 */
@NullMarked
package io.liuhen.storage.rebuild;

import org.jspecify.annotations.NullMarked;
