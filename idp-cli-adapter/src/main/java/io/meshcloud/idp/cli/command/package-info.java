/** The commands: each parses its flags, asks one service of the core, and prints the answer. */
@NullMarked
package io.meshcloud.idp.cli.command;

import org.jspecify.annotations.NullMarked;
