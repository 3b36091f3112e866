/** Specifications of where bytes are. */
@NullMarked
package io.liuhen.storage.pieces;

import org.jspecify.annotations.NullMarked;
