/**
 * Fails when the hot path has become more expensive than what was committed.
 *
 * <p>{@link io.liuhen.benchmarks.guard.Guard} sends the same chunks through the engine and through a plain loop, turn and
 * turn about in one process, and compares CPU time: a noisy neighbour changes both sides alike and hardly touches CPU
 * time at all. The measuring ({@link io.liuhen.benchmarks.guard.Alternation}) is apart from the judging, so that the
 * judging is tested without measuring. {@link io.liuhen.benchmarks.guard.Variants} uses the same alternation to compare
 * ways in which the engine could work but does not.
 */
@NullMarked
package io.liuhen.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
