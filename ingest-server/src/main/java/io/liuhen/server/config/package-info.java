/**
 * What an operator decides: one record per concern, units in the types, defaults that are safe. A file is read once, at
 * the start; a key that does not exist is refused with the names that do.
 */
@NullMarked
package io.liuhen.server.config;

import org.jspecify.annotations.NullMarked;
