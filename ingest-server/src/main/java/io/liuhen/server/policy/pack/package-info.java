/**
 * Rule packs and calendars as files: reads them, says everything that is wrong with one, and the commands for that.
 *
 * <p>The packs and the calendar that ship are resources; an agency's own are files of the same form ({@code
 * docs/rule-packs.md}). Reading collects all findings, each with its place and what to do, before it gives up.
 */
@NullMarked
package io.liuhen.server.policy.pack;

import org.jspecify.annotations.NullMarked;
