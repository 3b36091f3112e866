@org.jspecify.annotations.NullMarked
package io.liuhen.server.media;
