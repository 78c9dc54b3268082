/** Tests that keep the documentation true: its links resolve, and the commands of the tutorial print what it says. */
@NullMarked
package io.meshcloud.idp.cli.docs;

import org.jspecify.annotations.NullMarked;
