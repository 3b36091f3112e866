/**
 * Clients that remember what they were told, for the commands in {@code ops/faults}.
 *
 * <p>{@link io.liuhen.benchmarks.faults.FaultClient} uploads, corrects and reads through every failure, and writes each
 * acknowledgement into a ledger the moment it hears it. The commands kill the server, cut its power, fill its disk; then
 * {@link io.liuhen.benchmarks.faults.Audit} holds the server against the ledger. Nothing here knows the server's code:
 * it speaks HTTP, and reads one kind of file from its published form.
 */
@NullMarked
package io.liuhen.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
