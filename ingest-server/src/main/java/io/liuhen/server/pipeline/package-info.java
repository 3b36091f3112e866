/**
 * What happens after a seal: durable jobs, one step each.
 *
 * <pre>
 * verify ──▶ probe ──▶ poster
 *                 └──▶ proxy
 *
 * copy, when somebody asks for one
 * </pre>
 *
 * Steps do not know each other's work; each takes a sealed segment and answers that it is done with these facts, that it
 * should be tried again later, or that it must be given up and why. A job's result, its entry in the custody log and the
 * jobs that follow are committed together, so a server that dies in the middle does the step again and nothing twice.
 * Two lanes keep light steps from waiting behind heavy ones.
 */
@NullMarked
package io.liuhen.server.pipeline;

import org.jspecify.annotations.NullMarked;
