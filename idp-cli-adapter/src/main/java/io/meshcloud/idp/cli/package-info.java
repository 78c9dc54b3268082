/** The entry point of the program. */
@NullMarked
package io.meshcloud.idp.cli;

import org.jspecify.annotations.NullMarked;
