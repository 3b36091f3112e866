/**
 * The routes below {@code /files}: tus 1.0.0 (core, creation, creation-with-upload, termination), {@code PUT} of a file
 * under a name and {@code POST} of a file without one.
 *
 * <p>Checks come in a fixed order, so that every client is told the first thing that is wrong: version, existence, content
 * type, offset, size, then the body. A body is read only after all of them.
 */
@NullMarked
package io.liuhen.server.http.upload;

import org.jspecify.annotations.NullMarked;
