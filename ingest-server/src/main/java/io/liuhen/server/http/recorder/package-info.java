/** What was learnt of recorders' models: seen, and forgotten. It translates only: what a model is stands elsewhere. */
@NullMarked
package io.liuhen.server.http.recorder;

import org.jspecify.annotations.NullMarked;
