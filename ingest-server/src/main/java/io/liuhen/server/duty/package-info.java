/**
 * What people owe the regulations (义务), now: facts gathered from what is stored, judged by the pure engine in {@code policy} at
 * an instant of the injected clock.
 *
 * <p>What is asked for one recording, act or case is computed whenever somebody asks; nothing of it is stored. What is stored is
 * when somebody must look again ({@link io.liuhen.server.records.DueRows}), so that lists of what is overdue need no search:
 * {@link io.liuhen.server.duty.DueKeeper} keeps that true, and judges everything anew when packs, calendar or program have
 * changed.
 */
@NullMarked
package io.liuhen.server.duty;

import org.jspecify.annotations.NullMarked;
