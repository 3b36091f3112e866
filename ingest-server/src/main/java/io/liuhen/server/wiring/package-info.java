/**
 * The only place that builds objects: all parts of a server, the order in which they start, and the same order backwards
 * when it stops. Reads the real clock and real chance, and hands them to everybody else.
 */
@NullMarked
package io.liuhen.server.wiring;

import org.jspecify.annotations.NullMarked;
