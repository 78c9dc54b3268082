/**
 * The GitOps State Repository on Git: a bare cache on this machine, commits built from trees alone, and a push that the
 * remote accepts only if the branch is still at the commit that the decision was based on.
 * {@link io.meshcloud.idp.git.GitStateRepository} is the entry point, {@link io.meshcloud.idp.git.config.GitConfig} its
 * settings.
 */
@NullMarked
package io.meshcloud.idp.git;

import org.jspecify.annotations.NullMarked;
