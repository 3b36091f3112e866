/**
 * Recorders by their models: how the files of a model are named, and what they are like.
 *
 * <p>An agency says in its configuration which devices are of which model and how that names its files ({@link
 * io.liuhen.server.recorder.NamePattern}). What files of a model are like is learnt from the first ones that enrolled
 * devices of it have sent, once their bytes were verified; a later file that is otherwise gets a finding with both values
 * ({@link io.liuhen.server.recorder.Fingerprints}). Neither proves anything: a firmware that was brought up to date makes
 * other files, and somebody then lets the model be learnt anew.
 *
 * <p>This package must not know how files are decoded, or what a finding leads to.
 */
@NullMarked
package io.liuhen.server.recorder;

import org.jspecify.annotations.NullMarked;
