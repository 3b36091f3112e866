/**
 * Archiving (归档): a case that lacks nothing becomes a numbered volume (案卷), frozen for ever: what was on record of the case, its
 * acts and its recordings, in which version, with the digests of every file. What turns out wrong later is told in an addendum
 * that somebody else approves; the volume stays as it was.
 */
@NullMarked
package io.liuhen.server.archiving;

import org.jspecify.annotations.NullMarked;
