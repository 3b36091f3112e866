/**
 * Bytes to values and back, as pure functions: identifiers, digests, block checksums, the manifest, the framing of
 * append-only files, and canonical JSON. {@code docs/on-disk-format.md} is the same knowledge for people.
 *
 * <p>Everything that is stored begins with the version of its form. What a newer version wrote is refused as too new;
 * what does not decode is corrupt; the two are never confused.
 */
@NullMarked
package io.liuhen.storage.format;

import org.jspecify.annotations.NullMarked;
