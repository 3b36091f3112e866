/**
 * Append-only files of checked records: what the ledger and the journal are written in. A record is its length, its
 * CRC-32C and its bytes; a log is a folder of files that each begin where the one before ended, so that positions count
 * through and no file grows without end.
 *
 * <p>A record that was being written when the power went is cut away on opening; it was never acknowledged. A record
 * that is damaged anywhere else is reported as corrupt and never skipped.
 */
@NullMarked
package io.liuhen.storage.log;

import org.jspecify.annotations.NullMarked;
