/**
 * What is asked of the head of a request before anybody decodes it: that it comes to its end in time, and that no header
 * is folded over several lines (RFC 9112 §5.2), which the decoder would join and nobody could see afterwards.
 *
 * <p>{@link io.liuhen.server.http.head.FirstBytes} stands before everything else on a new connection and puts the others
 * into their places once it can be known what is spoken. {@link io.liuhen.server.http.head.StrictDecoder} takes the place
 * of Vert.x's decoder of HTTP/1.1; it looks at the lines of heads and at no byte of a body.
 * {@link io.liuhen.server.http.head.LineWatch} follows the frames of HTTP/2 from header to header. Like {@code http.body},
 * the package depends on how Vert.x builds its pipeline: a connection on which it does not find what it knows is closed.
 */
@NullMarked
package io.liuhen.server.http.head;

import org.jspecify.annotations.NullMarked;
