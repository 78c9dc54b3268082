package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * What came of a promotion.
 *
 * @param from the environment whose image it is
 * @param source what ran there; absent if that was not found out
 * @param transfer what was copied; absent if nothing was tried
 * @param release what became of the release
 */
public record PromotionResult(
        String from, @Nullable String source, @Nullable TransferView transfer, ReleaseResult release) {}
