// SPDX-License-Identifier: Apache-2.0

/** Versions by SemVer 2.0.0, and ranges of them as npm and Flux users write them. */
@NullMarked
package io.meshcloud.idp.contract.version;

import org.jspecify.annotations.NullMarked;
