/**
 * Looks into recordings and makes small copies of them for viewing, without this process ever decoding a byte.
 *
 * <p>Whoever has media to look at, in the server the pipeline's steps after the seal, calls {@link
 * io.liuhen.server.media.MediaWorkers} with a {@link io.liuhen.server.media.MediaSource} and gets a {@link
 * io.liuhen.server.media.MediaOutcome}: done, refused for ever, or lost and worth another try. The work is done by a
 * child JVM from the same class path, {@code MediaWorkerMain}, with FFmpeg's low-level interfaces: decoders are written
 * in C, hostile files exist, and what dies of one must be a child.
 *
 * <p>The two sides, which meet only in {@code Wire}, {@code Job} and {@code Answer}:
 *
 * <ul>
 *   <li>In the server: {@code MediaWorkers} hands out {@code WorkerSlot}s; a slot starts, watches, kills and replaces
 *       its {@code WorkerProcess}; {@code WorkerCommand} and {@code Confinement} say how one is started, {@code
 *       WallTrial} tries what that holds; {@code OutputFiles} writes what it makes, {@code OutputCheck} looks at it.
 *   <li>In the worker: {@code ParentLink}, {@code SourceBlocks} and {@code MediaInput} fetch the source, {@code
 *       OutputLink} and {@code MediaOutput} send what is made: the only ways to the outside. {@code Demuxer} opens the
 *       source, {@code Prober} describes it; {@code ProxyMaker} chooses between {@code Remuxer} and {@code Transcoder},
 *       which feed {@code ContactSheet} and {@code Waveform} on the way; {@code PosterMaker} makes a picture.
 * </ul>
 *
 * <p>A worker is given no name, no path, no environment, no right to write any file, and, where the host allows to take
 * them away, no network, no other process, and no sight of the store ({@link io.liuhen.server.media.Isolation}). It may
 * take so much memory and so much time ({@link
 * io.liuhen.server.media.WorkerLimits}), and it does not outlive its server.
 *
 * <p>This package must not know what a recording belongs to, where it is stored, who may see it, or what becomes of a
 * job that failed: it neither retries nor remembers. It does not make anything durable either; a derived file can be
 * made again.
 */
@NullMarked
package io.liuhen.server.media;

import org.jspecify.annotations.NullMarked;
