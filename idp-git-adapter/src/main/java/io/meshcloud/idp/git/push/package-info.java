/**
 * Pushing commits: one request over HTTP, or JGit's transports for everything else. The remote compares and swaps the
 * branch; {@link io.meshcloud.idp.git.push.Publisher} finds out what a lost answer came to.
 */
@NullMarked
package io.meshcloud.idp.git.push;

import org.jspecify.annotations.NullMarked;
