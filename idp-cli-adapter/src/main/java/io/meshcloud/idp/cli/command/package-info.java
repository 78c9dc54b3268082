/** The commands: each parses its flags, calls one service of the core, and prints the result. */
@NullMarked
package io.meshcloud.idp.cli.command;

import org.jspecify.annotations.NullMarked;
