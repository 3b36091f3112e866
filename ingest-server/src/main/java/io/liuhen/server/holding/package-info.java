/**
 * Holds (保全): what must stay for a lawsuit, an appeal, a complaint or an inspection, whatever any term says. A hold names
 * recordings, acts and cases, and covers what joins them later; two roles release it.
 */
@NullMarked
package io.liuhen.server.holding;

import org.jspecify.annotations.NullMarked;
