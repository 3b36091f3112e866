/**
 * Load from outside, over bare sockets, with its own check of what came of it: no library between the clock and the wire,
 * and no code shared with what is measured.
 *
 * <p>{@link io.liuhen.benchmarks.load.Trickle} opens as many uploads as a server must bear at once and sends each of them
 * drop by drop. {@link io.liuhen.benchmarks.load.Load} uploads as fast as it is taken, to this server and to loops that
 * do the least anybody could, and is what the guard compares end to end. Content is {@link io.liuhen.benchmarks.load.Noise}:
 * the same in every run, different in every file, and never kept.
 */
@NullMarked
package io.liuhen.benchmarks.load;

import org.jspecify.annotations.NullMarked;
