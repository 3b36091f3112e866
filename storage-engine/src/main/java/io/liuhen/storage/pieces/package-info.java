/**
 * Bytes, as a port: what an upload has received, and the originals that uploads become. Truth about them is the other
 * port ({@code index}): bytes that the index does not name do not exist.
 *
 * <p>{@link io.liuhen.storage.pieces.FilePieces} keeps an upload's bytes in one staging file and, at the seal, renames
 * that file into the vault beside its manifest. Nothing is ever copied, and a sealed original is a plain read-only file
 * in a folder that a person understands without this software; {@code docs/on-disk-format.md} draws it.
 */
@NullMarked
package io.liuhen.storage.pieces;

import org.jspecify.annotations.NullMarked;
