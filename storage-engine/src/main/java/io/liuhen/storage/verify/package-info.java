/**
 * Reads everything again and compares it with what was sealed: slowly, for ever, in the background.
 *
 * <p>{@link io.liuhen.storage.verify.SegmentCheck} compares one segment: every block with its checksum, the whole with its
 * SHA-256, the manifest byte for byte. {@link io.liuhen.storage.verify.DayWalk} compares the folder of one date with the
 * index: what stands there that nobody knows, and what its list says. {@link io.liuhen.storage.verify.Scrubber} does both
 * in turns, a block or a few names at a time, within a {@link io.liuhen.storage.verify.Pace}.
 *
 * <p>It finds, and decides nothing: whoever drives it records what was found. It has no thread and no timer of its own;
 * each turn says how long to wait before the next. What was looked at, and when, is in the index, so that it goes on where
 * it was after a restart.
 *
 * <p>Seals and disposals go on meanwhile. What looks wrong is looked at again, index first and disk after it, before it is
 * said to be wrong; and what was seen of a segment that is gone by the time it is recorded counts for nothing.
 */
@NullMarked
package io.liuhen.storage.verify;

import org.jspecify.annotations.NullMarked;
