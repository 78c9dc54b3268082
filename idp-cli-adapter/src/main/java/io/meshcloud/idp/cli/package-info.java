/** The command line. */
@NullMarked
package io.meshcloud.idp.cli;

import org.jspecify.annotations.NullMarked;
