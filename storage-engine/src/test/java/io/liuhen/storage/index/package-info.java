/** Specifications of the truth, as every index must keep it. */
@NullMarked
package io.liuhen.storage.index;

import org.jspecify.annotations.NullMarked;
