/**
 * Who is calling, and what they may do. {@code Rights} is the whole table of roles and actions, {@link
 * io.liuhen.server.access.Access} the one decision; every address asks it. Knows no HTTP.
 *
 * <p>Roles are those that the regulations name: 执法人员, 专人, 法制机构, 负责人, the archive; and those that a server needs:
 * operators, who never see media, and machines, which touch only what their devices recorded.
 */
@NullMarked
package io.liuhen.server.access;

import org.jspecify.annotations.NullMarked;
