/**
 * Who may still write how much: what was promised to open uploads, what is kept for the index and the logs, and what the
 * disk says. An upload is refused before the disk is full, and not after it was promised its room.
 *
 * <p>{@link io.liuhen.storage.space.Space} is accounting: it adds up what open uploads may still write and compares that
 * with what the disk has free at that moment, so that others who write to the same disk are counted, too. Accounting
 * helps against ourselves only. Against others there is {@link io.liuhen.storage.space.Reserve}: files that hold bytes
 * and names, given back to the disk when it runs out, so that index and logs can end what they have begun, and the next
 * opening can begin.
 *
 * <p>Nothing of it is stored: what was promised is known from the rows of open uploads.
 */
@NullMarked
package io.liuhen.storage.space;

import org.jspecify.annotations.NullMarked;
