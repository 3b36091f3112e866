/**
 * Who may come in, who reads next, and how much: limits on connections and uploads, quotas, the memory of bodies on their
 * way to the disk with fair turns, and ceilings by the time of day. Decisions only, from numbers and clocks that are handed
 * in; HTTP asks, and carries them out.
 */
@NullMarked
package io.liuhen.server.admission;

import org.jspecify.annotations.NullMarked;
