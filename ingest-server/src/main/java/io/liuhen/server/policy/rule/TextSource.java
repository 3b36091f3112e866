package io.liuhen.server.policy.rule;

import java.util.Optional;

/**
 * One text that a pack transcribes; its articles are cited with the prefix.
 *
 * @param file the name of the file that has the text
 * @param issued when it was issued, as far as it says so
 * @param begins the words at which it begins in a file that holds several
 */
public record TextSource(String prefix, String title, String file, Optional<String> issued, Optional<String> begins) {}
