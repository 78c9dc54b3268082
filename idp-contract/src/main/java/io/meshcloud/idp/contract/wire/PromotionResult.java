// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * The result of a promotion.
 *
 * @param from the environment from which the image was taken
 * @param source the image that ran there; absent if it is unknown
 * @param transfer what was copied; absent if nothing was copied
 * @param release the result of the release, with its time and links
 */
public record PromotionResult(
        String from, @Nullable String source, @Nullable TransferView transfer, ReleaseResult release) {}
