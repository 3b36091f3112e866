/** The routes below {@code /recordings/{id}/transcripts}: what is said in a recording, written down. */
@NullMarked
package io.liuhen.server.http.transcript;

import org.jspecify.annotations.NullMarked;
