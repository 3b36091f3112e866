/**
 * The management port: metrics for Prometheus, and health for whoever restarts or routes. It answers while the other port
 * drains, and shows nothing about any recording.
 */
@NullMarked
package io.liuhen.server.http.manage;

import org.jspecify.annotations.NullMarked;
