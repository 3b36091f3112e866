/**
 * Routes that decide something. In a trial, which knows no credentials, they need the token that the server prints when
 * it starts: whoever sees its output is its operator.
 */
@NullMarked
package io.liuhen.server.http.decide;

import org.jspecify.annotations.NullMarked;
