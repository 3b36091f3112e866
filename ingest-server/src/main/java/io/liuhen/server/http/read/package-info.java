/**
 * The routes that read: segments and their content, recordings, the custody log. Content leaves in ranges (RFC 9110 §14),
 * block by block, each block checked before a byte of it leaves; a damaged block ends the answer, so that no client takes
 * what came for the whole.
 */
@NullMarked
package io.liuhen.server.http.read;

import org.jspecify.annotations.NullMarked;
