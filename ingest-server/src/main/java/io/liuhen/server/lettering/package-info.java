/**
 * Draws text, Chinese too, into a {@link io.liuhen.server.media.Stamp} that media workers burn into copies: with the font
 * that comes along, and nothing of the host's. It knows no recordings, and what it is given it draws.
 */
@NullMarked
package io.liuhen.server.lettering;

import org.jspecify.annotations.NullMarked;
