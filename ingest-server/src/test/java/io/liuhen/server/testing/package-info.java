/**
 * What tests of the whole server share: a real server on a folder of its own, and the clients that talk to it, from a
 * well-behaved one down to a bare socket.
 */
@NullMarked
package io.liuhen.server.testing;

import org.jspecify.annotations.NullMarked;
