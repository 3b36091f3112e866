/**
 * What people are obliged to do: pure functions from facts, an instant and a calendar to obligations.
 *
 * <p>The rules are data ({@link io.liuhen.server.policy.rule}); here is the mechanism that applies them. It reads no clock and
 * no file, and knows no agency's number, term or word: whatever it says comes from a pack, and cites it. What happened is judged
 * by the edition that was in force then, and says which that was.
 *
 * <p>Nothing here refuses evidence. A recording that is late or incomplete is stored all the same; what it lacks is an
 * obligation of its own.
 */
@NullMarked
package io.liuhen.server.policy;

import org.jspecify.annotations.NullMarked;
