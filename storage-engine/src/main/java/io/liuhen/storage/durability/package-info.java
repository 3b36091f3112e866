/**
 * Where it is decided that something is durable. {@link io.liuhen.storage.durability.Durability} is the only caller of
 * {@code sync} and {@code syncDirectory} in the engine, so the question "who promised this?" has one answer.
 *
 * <p>A failed sync is final. The kernel may have dropped the dirty pages and would report success the next time, so a
 * second try would turn lost bytes into a promise. The store therefore stops taking writes, says so to whoever asks, and
 * is opened again by a person. {@link io.liuhen.storage.durability.ReadOnlyNote} keeps a restart from forgetting it.
 */
@NullMarked
package io.liuhen.storage.durability;

import org.jspecify.annotations.NullMarked;
