/** Specifications of append-only files. */
@NullMarked
package io.liuhen.storage.log;

import org.jspecify.annotations.NullMarked;
