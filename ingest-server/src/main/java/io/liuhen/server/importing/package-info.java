/**
 * {@code liuhen import}: carries a folder, such as an SD card or what a dock has collected, into a server (导入).
 *
 * <p>It does what a dock does, as a client over HTTP: announces everything that the folder holds, then sends file after
 * file, and asks at the end what is missing. Nothing is written into the folder and nothing is kept beside it: what is on
 * the server already, the server says, so an import that was cut off is simply begun again.
 */
@NullMarked
package io.liuhen.server.importing;

import org.jspecify.annotations.NullMarked;
