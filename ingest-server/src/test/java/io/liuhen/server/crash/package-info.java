/**
 * The server as a process that is killed: what it has acknowledged must be there afterwards, whatever it was doing.
 */
@NullMarked
package io.liuhen.server.crash;

import org.jspecify.annotations.NullMarked;
