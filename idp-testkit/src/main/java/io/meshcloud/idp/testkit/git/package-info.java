/** Real Git on the other side: repositories made and looked at with git's own programs, and a server in front of them. */
@NullMarked
package io.meshcloud.idp.testkit.git;

import org.jspecify.annotations.NullMarked;
