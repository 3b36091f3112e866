/** Routes that decide something about what is stored: what keeps it, that it goes, that work on it is done again. */
@NullMarked
package io.liuhen.server.http.decide;

import org.jspecify.annotations.NullMarked;
