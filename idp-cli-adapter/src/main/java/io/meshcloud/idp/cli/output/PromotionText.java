// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.PromotionResult;
import io.meshcloud.idp.contract.wire.TransferView;
import org.jspecify.annotations.Nullable;

/** The outcome of a promotion, as text. */
public final class PromotionText {
    private PromotionText() {}

    public static String of(PromotionResult result) {
        return ReleaseText.of(
                result.release(),
                "promoted",
                fields -> fields.add("from", result.from()).add("copied", copied(result.transfer())));
    }

    private static @Nullable String copied(@Nullable TransferView transfer) {
        if (transfer == null) {
            return null;
        }
        return "manifests: " + transfer.manifests() + "; blobs: " + transfer.mounted() + " mounted, "
                + transfer.uploaded() + " uploaded (" + transfer.bytes() + " bytes)";
    }
}
