/** Tests of findings. */
@NullMarked
package io.liuhen.server.finding;

import org.jspecify.annotations.NullMarked;
