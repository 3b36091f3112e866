/**
 * The routes of acts, cases, what people state of recordings, and what is asked for all of them. Decides nothing but what HTTP is
 * about.
 */
@NullMarked
package io.liuhen.server.http.dossier;

import org.jspecify.annotations.NullMarked;
