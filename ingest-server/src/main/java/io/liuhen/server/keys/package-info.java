/**
 * The server's own keys, in files that nobody else can read. What they protect is useless without them: they are backed up
 * apart from the store.
 */
@NullMarked
package io.liuhen.server.keys;

import org.jspecify.annotations.NullMarked;
