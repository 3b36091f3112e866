/**
 * The whole engine in a machine that is not there: simulated disk, index, clock and threads, drawn from one seed, and a
 * model that keeps what clients were told. One seed replays one life exactly.
 *
 * <pre>
 * SimulationTest    many seeds, and those that have found something
 *     Life          servers that open, work, and end in every way; faults in between
 *         Machine   disk, index, clock, threads, engine
 *         Clients   Uploaders, Clerks and Workers: what they ask for, at random
 *         Model     uploads, facts, jobs: what they were told, and what may be true besides
 *         Checker   after each opening: the store holds the model, and nothing else
 * </pre>
 */
@NullMarked
package io.liuhen.storage.simulation;

import org.jspecify.annotations.NullMarked;
