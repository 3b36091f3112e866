/** Specifications of the index on RocksDB. */
@NullMarked
package io.liuhen.storage.rocks;

import org.jspecify.annotations.NullMarked;
