/**
 * Pushing commits: one request over HTTP, a pipe to {@code git receive-pack} for everything else. The remote compares
 * and swaps the branch. {@link io.meshcloud.idp.git.push.Publisher} determines the outcome: after anything but a
 * complete report of success it looks at the branch, and only a look permits the same push again.
 */
@NullMarked
package io.meshcloud.idp.git.push;

import org.jspecify.annotations.NullMarked;
