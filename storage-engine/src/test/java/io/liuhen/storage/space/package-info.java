/** What is specified of room: promises that add up, a reserve that is given back and taken again. */
@NullMarked
package io.liuhen.storage.space;

import org.jspecify.annotations.NullMarked;
