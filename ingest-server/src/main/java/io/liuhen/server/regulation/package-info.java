/**
 * The regulation that the unit follows: which rule pack from which day on, and which days are worked. What is configured and
 * imported becomes one value that judges; nothing here is kept beyond the process.
 */
@NullMarked
package io.liuhen.server.regulation;

import org.jspecify.annotations.NullMarked;
