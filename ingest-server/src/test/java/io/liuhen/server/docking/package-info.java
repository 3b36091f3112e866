@NullMarked
package io.liuhen.server.docking;

import org.jspecify.annotations.NullMarked;
