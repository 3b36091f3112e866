@NullMarked
package io.liuhen.server.evidence;

import org.jspecify.annotations.NullMarked;
