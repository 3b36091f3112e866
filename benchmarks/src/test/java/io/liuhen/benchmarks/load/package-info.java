@NullMarked
package io.liuhen.benchmarks.load;

import org.jspecify.annotations.NullMarked;
