package io.liuhen.server.policy.rule;

import java.time.MonthDay;
import java.util.Optional;

/** What is due once a year, up to and with a day. */
public record Yearly(String id, String who, MonthDay lastDay, Event until, Optional<String> reading, Citation cite) {}
