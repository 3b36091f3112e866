/**
 * What operators see: metrics by the Prometheus conventions, with closed label sets and nothing personal in them, and the
 * health of the parts. Nobody decides anything by asking here.
 */
@NullMarked
package io.liuhen.server.observe;

import org.jspecify.annotations.NullMarked;
