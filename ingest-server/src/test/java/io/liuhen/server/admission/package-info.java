/** Decisions about who comes in and who reads next. */
@NullMarked
package io.liuhen.server.admission;

import org.jspecify.annotations.NullMarked;
