/**
 * Pushing commits: one request over HTTP, or JGit's transports for everything else. The remote compares and swaps the
 * branch; {@link io.meshcloud.idp.git.push.Publisher} determines the outcome if an answer is lost.
 */
@NullMarked
package io.meshcloud.idp.git.push;

import org.jspecify.annotations.NullMarked;
