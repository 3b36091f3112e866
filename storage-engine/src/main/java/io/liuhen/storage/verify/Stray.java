package io.liuhen.storage.verify;

import io.liuhen.storage.verify.Damage.Kind;

/**
 * Something in the vault that belongs to no segment as it should: a file that nobody knows, a list that is wrong.
 *
 * @param path relative to the store
 */
public record Stray(Kind kind, String path, String finding) {}
