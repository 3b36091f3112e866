/**
 * The storage engine's face: {@link io.liuhen.storage.StorageEngine} and what it hands out. It receives bytes, says when
 * they are durable, seals them as segments, reads them back checked, and keeps documents, jobs and a ledger beside them.
 *
 * <p>It offers mechanism and no meaning. It does not know who uploads, what a recording is about, or how long it must be
 * kept; attributes, documents and ledger entries pass through it unread. It knows no HTTP either: bytes come as
 * {@link java.nio.ByteBuffer}, answers as {@link java.util.concurrent.CompletionStage}.
 *
 * <pre>
 *                            StorageEngine
 *     Uploads  Segments  Records  Jobs  Ledger  Disposals  Fixity  Derivatives
 *        |        |         |       |     |         |        |          |
 *      pieces (bytes)   index (truth)  ledger      both    verify      disk
 *                \            |            /
 *                 durability (says "durable")  -  disk (the only door to files)
 * </pre>
 *
 * The life of an upload's byte: {@link io.liuhen.storage.Append#write} hashes it and appends it to a staging file;
 * {@link io.liuhen.storage.Append#commit} syncs the file, then commits the new offset with the checksums of the blocks
 * that it completed; only then may anybody be told. {@link io.liuhen.storage.Uploads#seal} writes the manifest, renames
 * the file into the vault and commits the segment.
 */
@NullMarked
package io.liuhen.storage;

import org.jspecify.annotations.NullMarked;
