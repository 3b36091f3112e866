@NullMarked
package io.liuhen.server.http.docking;

import org.jspecify.annotations.NullMarked;
