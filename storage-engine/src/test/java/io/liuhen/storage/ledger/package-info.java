/** Specifications of the ledger, its tree and its sequencer. */
@NullMarked
package io.liuhen.storage.ledger;

import org.jspecify.annotations.NullMarked;
