/** Tests of opening's parts. */
@NullMarked
package io.liuhen.storage.recovery;

import org.jspecify.annotations.NullMarked;
