@NullMarked
package io.liuhen.server.access.signature;

import org.jspecify.annotations.NullMarked;
