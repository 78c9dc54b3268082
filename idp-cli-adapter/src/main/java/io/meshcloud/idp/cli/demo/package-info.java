/** The demo, which runs the program's own commands on embedded parts. */
@NullMarked
package io.meshcloud.idp.cli.demo;

import org.jspecify.annotations.NullMarked;
