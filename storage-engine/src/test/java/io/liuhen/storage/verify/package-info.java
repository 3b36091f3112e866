/** Specifications of reading everything again. */
@NullMarked
package io.liuhen.storage.verify;

import org.jspecify.annotations.NullMarked;
