/** The routes below {@code /dockings}: what recorders held when they were docked. Decides nothing but what HTTP is about. */
@NullMarked
package io.liuhen.server.http.docking;

import org.jspecify.annotations.NullMarked;
