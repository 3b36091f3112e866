/**
 * What a rule pack (规则包) says: one agency's regulation as records, and which of several editions is in force when.
 *
 * <p>Every statement carries the article that it comes from and the original words. Where a text is silent or contradicts
 * itself, a {@link io.liuhen.server.policy.rule.Reading} says which way it is taken, and why. Kinds of act, circumstances,
 * fields, marks, documents and roles are words of the pack; only what the engine must tell apart by itself (events, units,
 * levels) is an enumeration here.
 */
@NullMarked
package io.liuhen.server.policy.rule;

import org.jspecify.annotations.NullMarked;
