@NullMarked
package io.liuhen.server.keys;

import org.jspecify.annotations.NullMarked;
