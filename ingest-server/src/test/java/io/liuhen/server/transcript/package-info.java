/** Tests of transcripts. */
@NullMarked
package io.liuhen.server.transcript;

import org.jspecify.annotations.NullMarked;
