/** Bodies as they come: in pieces of any size, behind each other, refused, broken off. */
@NullMarked
package io.liuhen.server.http.body;

import org.jspecify.annotations.NullMarked;
