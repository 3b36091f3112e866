/** What the guard decides, tested without measuring anything. */
@NullMarked
package io.liuhen.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
