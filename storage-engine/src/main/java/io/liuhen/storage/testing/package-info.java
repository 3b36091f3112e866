/**
 * Stand-ins for what the world gives the engine, for tests of every module: a clock that only moves when it is told to,
 * a disk that keeps a trace and fails on order, a disk in memory whose power can go and on which faults strike by seed, an
 * index in memory that forgets what it may, and threads that take turns.
 *
 * <p>They live beside the real things so that no test needs a mock.
 */
@NullMarked
package io.liuhen.storage.testing;

import org.jspecify.annotations.NullMarked;
