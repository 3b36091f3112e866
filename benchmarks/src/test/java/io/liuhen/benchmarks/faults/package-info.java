/** The instrument that decides whether something was lost must itself be seen to notice. */
@NullMarked
package io.liuhen.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
