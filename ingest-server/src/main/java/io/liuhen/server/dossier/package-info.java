/**
 * What people put on record about recordings (音像记录), acts (执法行为) and cases (案卷), each in all its versions.
 *
 * <p>An act or a case is a {@link io.liuhen.server.dossier.Dossier}: what somebody has stated, checked for its form and kept as
 * it was stated. A {@link io.liuhen.server.dossier.Sheet} is what people state of a recording beside its metadata: who confirms
 * what, the officers, the points that it shows. What was prefilled or proposed by the program says so, until a named person
 * confirms it. Nothing here judges whether it is enough; that is what {@code duty} does, by the unit's rule pack.
 */
@NullMarked
package io.liuhen.server.dossier;

import org.jspecify.annotations.NullMarked;
