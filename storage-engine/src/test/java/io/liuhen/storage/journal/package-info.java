/** Specifications of the journal and its repair. */
@NullMarked
package io.liuhen.storage.journal;

import org.jspecify.annotations.NullMarked;
