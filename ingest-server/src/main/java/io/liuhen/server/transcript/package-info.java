/**
 * What is said in a recording, written down (声音资料的文字记录).
 *
 * <p>"属于声音资料的，应当附有该声音内容的文字记录": a sound recording counts as evidence with its words in writing
 * (吉林应急第二十六条, 吉林民政实施办法第十八条, 泰安第十八条). A transcript comes as WebVTT, SubRip or plain text and is kept
 * as it came, every version of it. Who wrote it and who checked it is on record; what a machine has heard is marked as
 * such, and counts when a named person has confirmed it.
 */
@NullMarked
package io.liuhen.server.transcript;

import org.jspecify.annotations.NullMarked;
