/**
 * Names of container images, by the grammars of the OCI distribution specification and the distribution project.
 */
@NullMarked
package io.meshcloud.idp.contract.image;

import org.jspecify.annotations.NullMarked;
