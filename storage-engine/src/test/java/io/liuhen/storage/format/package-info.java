/** Specifications of stored forms: what is written is read back, what is damaged is refused. */
@NullMarked
package io.liuhen.storage.format;

import org.jspecify.annotations.NullMarked;
