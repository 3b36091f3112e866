/**
 * Which copies for viewing are wanted, and what they are like: profiles, what is written on them, what is hidden in them,
 * and for whom they are made. The wishes are documents; {@code pipeline} has them made.
 *
 * <p>A {@link io.liuhen.server.rendition.Copy} is one file that was asked for, beside the proxy that every recording has: for
 * one viewer, with his name on it, or with something hidden in it as a {@link io.liuhen.server.rendition.Redaction} says.
 * The original is never touched.
 */
@NullMarked
package io.liuhen.server.rendition;

import org.jspecify.annotations.NullMarked;
