/**
 * The read side: what is known about a segment or a recording as one JSON document, and lists of recordings. It changes
 * nothing but for one thing: reading content leaves an entry in the custody log.
 */
@NullMarked
package io.liuhen.server.query;

import org.jspecify.annotations.NullMarked;
