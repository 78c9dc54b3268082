/** Where the secrets of new robot accounts go: onto the screen once, or into files of their owner's. */
@NullMarked
package io.meshcloud.idp.cli.credential;

import org.jspecify.annotations.NullMarked;
