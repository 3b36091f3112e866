/**
 * The truth about what is stored, as a port: what has been acknowledged, what is sealed, which documents, log entries
 * and jobs belong to it. Bytes are the other port ({@code pieces}).
 *
 * <p>Every operation is named and touches one upload, one job or a few documents, so that it can be one RocksDB batch
 * here and one SQL transaction elsewhere. {@link io.liuhen.storage.index.UploadIndex#commit} carries the epoch that
 * {@code claim} gave out and the offset that the writer believes in; a writer that was overtaken is told so and changes
 * nothing. When a method that changes something returns, the change is durable: an acknowledgement may follow it, never
 * precede it.
 *
 * <p>{@link io.liuhen.storage.index.Facts} is the second idea: whatever must become true together with an operation (a
 * document's new version, an entry of the log, a job) travels in its batch. The index stores them and does not
 * understand them.
 *
 * <p>All methods block and may be called from any thread; the engine calls them on its storage threads.
 */
@NullMarked
package io.liuhen.storage.index;

import org.jspecify.annotations.NullMarked;
