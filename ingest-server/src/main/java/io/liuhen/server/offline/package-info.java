/**
 * Commands on a store that no server has open: {@code store check} looks at everything and changes nothing,
 * {@code index rebuild} makes a lost index again. The engine does the work; here is what it does not understand, and how
 * it is told to people and to scripts.
 *
 * <p>Exit codes are the same for all: 0 all is well, 1 there are findings, 2 the command line makes no sense, 3 it could
 * not be done, so that nobody takes silence for a sound store.
 */
@NullMarked
package io.liuhen.server.offline;

import org.jspecify.annotations.NullMarked;
