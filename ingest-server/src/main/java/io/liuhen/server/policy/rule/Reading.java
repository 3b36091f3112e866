package io.liuhen.server.policy.rule;

/** How a place is taken at which the text is silent, or contradicts itself, and why. People see it. */
public record Reading(String topic, String taken, String why) {}
