/**
 * What receiving, sealing and reading a segment costs, each against the least that plain Java could do: one file, one
 * digest, one sync. Calls the engine's public face only, as the server does.
 *
 * <p>An absolute time says nothing on another machine, so every benchmark has its yardstick beside it, to be run in the
 * same run. {@link io.liuhen.benchmarks.micro.segment.Target} is the seam: the engine and the plain loop take the same
 * chunks in the same buffers. {@code docs/performance.md} tells how to run and read them.
 */
@NullMarked
package io.liuhen.benchmarks.micro.segment;

import org.jspecify.annotations.NullMarked;
