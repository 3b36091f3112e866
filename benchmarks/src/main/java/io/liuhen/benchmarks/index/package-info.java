/**
 * What the index costs when it is large: fills one with made-up segments, asks it everything that the server asks, and
 * lets uploads go into it and into a small one, turn and turn about. Start with {@code IndexBenchmark}.
 */
@NullMarked
package io.liuhen.benchmarks.index;

import org.jspecify.annotations.NullMarked;
