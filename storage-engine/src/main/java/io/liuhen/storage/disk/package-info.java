/**
 * The only door to the file system: every file, directory, lock and sync of the engine goes through
 * {@link io.liuhen.storage.disk.Disk}.
 *
 * <p>One narrow interface has two uses. {@link io.liuhen.storage.disk.RealDisk} is what a server runs on. A simulated
 * disk can take its place in tests and tear, lose, reorder or refuse whatever was not synced, because nothing else in
 * the engine opens a file. RocksDB is the one exception: it does its own I/O, in a folder of its own.
 *
 * <p>Called by {@code durability} (which alone decides when something is durable) and by the packages that read and
 * write bytes. It knows nothing of segments, uploads or formats.
 */
@NullMarked
package io.liuhen.storage.disk;

import org.jspecify.annotations.NullMarked;
