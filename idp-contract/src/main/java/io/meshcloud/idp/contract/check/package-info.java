/**
 * Rules that need more than one file: an environment against the platform, a release against its environment, and all
 * environments of a state repository against each other.
 */
@NullMarked
package io.meshcloud.idp.contract.check;

import org.jspecify.annotations.NullMarked;
