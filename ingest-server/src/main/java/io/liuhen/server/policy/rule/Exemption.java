package io.liuhen.server.policy.rule;

import java.util.Optional;

/** A reason for which an act may go unrecorded; it does not hold where a device of the kind {@code voidBy} was at hand. */
public record Exemption(String code, String title, Optional<String> voidBy, Citation cite) {}
