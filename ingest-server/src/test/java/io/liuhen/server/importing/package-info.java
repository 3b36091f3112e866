@NullMarked
package io.liuhen.server.importing;

import org.jspecify.annotations.NullMarked;
