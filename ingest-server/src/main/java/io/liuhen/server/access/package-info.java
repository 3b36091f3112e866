/** Who is calling, and what they may do. */
@NullMarked
package io.liuhen.server.access;

import org.jspecify.annotations.NullMarked;
