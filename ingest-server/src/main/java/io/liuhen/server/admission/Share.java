package io.liuhen.server.admission;

/**
 * On whose account a body is read.
 *
 * @param sender the dock, or the device itself where it sends without one; docks and devices share alike
 * @param device the device within the dock's share
 * @param keyMarked whether the recording has a key mark (重点标记), and goes first
 */
public record Share(String sender, String device, boolean keyMarked) {}
