/**
 * Real Git remotes for tests: repositories that are created and inspected with git's own programs, and a server for
 * them.
 */
@NullMarked
package io.meshcloud.idp.testkit.git;

import org.jspecify.annotations.NullMarked;
