/** Specifications of routes that decide something. */
@NullMarked
package io.liuhen.server.http.decide;

import org.jspecify.annotations.NullMarked;
