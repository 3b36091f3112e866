/**
 * What is to be seen in a recording that the regulations want otherwise: gaps, overlaps, missing pieces, clocks that
 * disagree (不得断续记录, 全程不间断记录, 声像资料反映的起止时间).
 *
 * <p>A finding is an observation with the values that were seen, never a verdict: whoever reads it has the recording, and
 * decides. A gap may be a battery that was changed, and a clock may simply be wrong. Everything here is pure: times and
 * lengths go in, findings come out.
 */
@NullMarked
package io.liuhen.server.finding;

import org.jspecify.annotations.NullMarked;
