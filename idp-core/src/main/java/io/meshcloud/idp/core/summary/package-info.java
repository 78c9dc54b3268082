/**
 * The read model of a state repository: summaries of all environments at the newest known commit, updated from what
 * changed between two commits.
 */
@NullMarked
package io.meshcloud.idp.core.summary;

import org.jspecify.annotations.NullMarked;
