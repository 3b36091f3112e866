/**
 * What recorders held when they were docked (执法记录仪接入采集站), and what became of each file of it.
 *
 * <p>A dock announces a recorder's whole listing before it copies anything, and what the recorder's clock showed beside its
 * own. From then on nothing of it can vanish unnoticed: every announced file ends as stored, or as an absence that somebody
 * has explained, and what is neither is listed. When it was docked is on record, so that a line that was dead for a day is
 * not taken for an officer's delay.
 *
 * <p>An announcement is a claim and is never changed. Whether a file is stored is no claim: it is looked up among the
 * segments each time somebody asks.
 */
@NullMarked
package io.liuhen.server.docking;

import org.jspecify.annotations.NullMarked;
