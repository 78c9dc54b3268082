/** The whole story on embedded parts, told by running the program's own commands. */
@NullMarked
package io.meshcloud.idp.cli.demo;

import org.jspecify.annotations.NullMarked;
