/**
 * Where the bytes of a request's body come from: one {@link io.liuhen.server.http.body.BodySource} with two feeders.
 *
 * <p>Vert.x copies every piece of a body to the heap before a handler sees it. For HTTP/1.1
 * {@link io.liuhen.server.http.body.BodyTap} takes the pieces from the Netty pipeline before that, in the pooled buffers
 * that the socket was read into; everything else of the request stays with Vert.x. Other bodies (HTTP/2, a pipelined
 * request whose bytes came before it was handled) come as Vert.x's stream. Beside it stands what else Vert.x has no words
 * for: interim answers while a body comes. What depends on how Vert.x builds its pipeline is in this package and in
 * {@code http.head}, and nowhere else.
 */
@NullMarked
package io.liuhen.server.http.body;

import org.jspecify.annotations.NullMarked;
