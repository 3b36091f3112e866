/**
 * Stand-ins for what the world gives the engine, for tests of every module: a clock that only moves when it is told to,
 * a disk that keeps a trace and fails on order, and a disk in memory whose power can go.
 *
 * <p>They live beside the real things so that no test needs a mock.
 */
@NullMarked
package io.liuhen.storage.testing;

import org.jspecify.annotations.NullMarked;
