/** Specifications of the engine as its users meet it. */
@NullMarked
package io.liuhen.storage;

import org.jspecify.annotations.NullMarked;
