/**
 * The doors: every address is opened here and nowhere else, with the action that a request to it is, so that none is
 * reached without the decision whether its caller may. Who calls is found out from a signature, a bearer token or a client
 * certificate, once for each request and without the disk.
 */
@NullMarked
package io.liuhen.server.http.door;

import org.jspecify.annotations.NullMarked;
