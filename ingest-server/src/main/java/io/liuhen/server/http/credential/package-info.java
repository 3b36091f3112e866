/** Routes that let somebody in or shut him out: enrolment, keys and certificates of machines, tokens of people and services. */
@NullMarked
package io.liuhen.server.http.credential;

import org.jspecify.annotations.NullMarked;
