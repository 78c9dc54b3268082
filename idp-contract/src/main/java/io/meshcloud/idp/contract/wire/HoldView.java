// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * A hold of automation.
 *
 * @param since when it began, in UTC
 * @param actor who holds
 * @param reason why; absent if no reason was given
 */
public record HoldView(
        String since, @Nullable String actor, @Nullable String reason) {}
