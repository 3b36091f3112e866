/**
 * Uploads as the server's users mean them: opened with what the device says, continued, finished, ended. What the engine
 * does with bytes gets its meaning here: the recording that a file joins, the digest that the device declared, the entry
 * in the custody log, the jobs that follow a seal.
 *
 * <p>Nothing here speaks HTTP, and nothing is acknowledged but by the engine's word. What follows a seal is left behind as
 * durable jobs; the pipeline finds them by itself.
 */
@NullMarked
package io.liuhen.server.ingest;

import org.jspecify.annotations.NullMarked;
