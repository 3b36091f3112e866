/**
 * What this server signs, so that others can check it without the server and without Liuhen.
 *
 * <p>A signature is a detached CMS (RFC 5652) with the attributes of CAdES-BES, over canonical JSON: {@code openssl cms
 * -verify} checks it on any Linux machine.
 */
@NullMarked
package io.liuhen.server.evidence;

import org.jspecify.annotations.NullMarked;
