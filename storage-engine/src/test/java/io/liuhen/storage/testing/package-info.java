/** Specifications of the stand-ins, so that what is proved with them holds for the real things. */
@NullMarked
package io.liuhen.storage.testing;

import org.jspecify.annotations.NullMarked;
