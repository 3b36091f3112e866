/**
 * What happens when a store is opened: the version of its form is checked, and that the index is its own and the newest;
 * seals that were under way are taken back so that the upload can be sealed again, leases of the former process are ended,
 * and what does not fit is reported.
 *
 * <p>The work is in proportion to the uploads that were open, not to the size of the store.
 */
@NullMarked
package io.liuhen.storage.recovery;

import org.jspecify.annotations.NullMarked;
