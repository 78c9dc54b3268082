/** The program's entrance. */
@NullMarked
package io.meshcloud.idp.cli;

import org.jspecify.annotations.NullMarked;
