/**
 * The custody log (留痕日志): who did what, to which record, when.
 *
 * <p>This package makes the entries; the engine's ledger keeps them, committed together with the fact that each tells.
 * An entry has two parts. The leaf is hashed into a Merkle tree for ever and names nobody: times, ids, digests, and a
 * salted commitment. The details hold what may be personal, such as who acted and from where; they can be forgotten one
 * day, and the tree still proves everything else.
 *
 * <p>The forms of leaf and details are final: {@code docs/on-disk-format.md} §Custody describes them.
 */
@NullMarked
package io.liuhen.server.custody;

import org.jspecify.annotations.NullMarked;
