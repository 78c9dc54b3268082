/** The composition root: which adapter stands behind which port of the core. */
@NullMarked
package io.meshcloud.idp.cli.wiring;

import org.jspecify.annotations.NullMarked;
