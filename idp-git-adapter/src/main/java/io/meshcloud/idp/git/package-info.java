/** The GitOps State Repository on Git, through JGit. */
@NullMarked
package io.meshcloud.idp.git;

import org.jspecify.annotations.NullMarked;
