/** What the digests alone cost, in the ways in which they could be computed. */
@NullMarked
package io.liuhen.benchmarks.micro.format;

import org.jspecify.annotations.NullMarked;
