/** The composition root: binds the adapters to the ports. */
@NullMarked
package io.meshcloud.idp.cli.wiring;

import org.jspecify.annotations.NullMarked;
