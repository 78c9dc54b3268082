// SPDX-License-Identifier: Apache-2.0

/** Keeps the failures of one repository, host or environment from ending the work for its neighbours. */
@NullMarked
package io.meshcloud.idp.core.bulkhead;

import org.jspecify.annotations.NullMarked;
