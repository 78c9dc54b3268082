/** The port to the GitOps State Repository: snapshots to decide on, commits that compare and swap, history. */
@NullMarked
package io.meshcloud.idp.spi.state;

import org.jspecify.annotations.NullMarked;
