/** Specifications of the index benchmark. */
@NullMarked
package io.liuhen.benchmarks.index;

import org.jspecify.annotations.NullMarked;
