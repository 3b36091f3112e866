/** Routes by which somebody says what is to be hidden in copies of recordings that are released. */
@NullMarked
package io.liuhen.server.http.rendition;

import org.jspecify.annotations.NullMarked;
