/** Specifications of the door to the file system. */
@NullMarked
package io.liuhen.storage.disk;

import org.jspecify.annotations.NullMarked;
