/** Writes the secrets of new robot accounts: to the screen once, or to files that only their owner can read. */
@NullMarked
package io.meshcloud.idp.cli.credential;

import org.jspecify.annotations.NullMarked;
