/**
 * Working days and how a term is counted, as pure functions of dates.
 *
 * <p>Nothing here knows a regulation: a pack says how much, in which unit and from when. What the State Council announces for
 * a year (放假 and 调休) is data that is handed in; a year that it has not announced yet is counted from weekends, and whatever
 * touched it says so.
 */
@NullMarked
package io.liuhen.server.policy.time;

import org.jspecify.annotations.NullMarked;
