/** Heads of requests, before anybody decodes them. */
@NullMarked
package io.liuhen.server.http.head;

import org.jspecify.annotations.NullMarked;
