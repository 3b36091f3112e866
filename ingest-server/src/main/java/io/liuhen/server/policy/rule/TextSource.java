package io.liuhen.server.policy.rule;

import java.util.Optional;

/** One text that a pack transcribes; its articles are cited with the prefix. */
public record TextSource(String prefix, String title, String file, Optional<String> issued) {}
