/**
 * The index on RocksDB. One column family per sort of fact ({@code Family} lists them), one batch with a synced write
 * per operation, striped locks for the read that precedes a write. {@code docs/on-disk-format.md} §Index describes every
 * key and value.
 *
 * <p>RocksDB joins the synced writes of concurrent threads into one sync of its log: that is the group commit, and the
 * reason why operations block their own thread instead of queueing for one.
 *
 * <p>What is taken from the front of a family (jobs, pending entries, what is to be read again) is a {@code Queue}, which
 * knows in memory where it begins. {@code WriteAheadLogs} looks at RocksDB's logs before RocksDB does.
 *
 * <p>A write that fails may or may not be in the log. It is handed to {@code Durability}, which makes the store
 * read-only, as after any failed sync.
 */
@NullMarked
package io.liuhen.storage.rocks;

import org.jspecify.annotations.NullMarked;
