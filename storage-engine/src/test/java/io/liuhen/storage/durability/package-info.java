/** Specifications of what is durable, and what a failed sync means. */
@NullMarked
package io.liuhen.storage.durability;

import org.jspecify.annotations.NullMarked;
