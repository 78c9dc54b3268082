// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ImageView;
import io.meshcloud.idp.contract.wire.ImagesResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, as text: the rule, then a row for each tag. */
public final class ImagesText {
    private static final int SHORT_DIGEST = 12;
    private static final String SHA256 = "sha256:";
    private static final String NONE = "-";

    private ImagesText() {}

    public static String of(ImagesResult result) {
        var header = new AlignedFields()
                .add("repository", result.repository())
                .add("rule", result.rule())
                .add("order", result.order())
                .add("newest seen", result.newestSeenAt())
                .add("highest seen", result.newestSeenVersion());
        return header
                + ExplanationText.decision("automation now", result.automation(), null, false)
                + (result.images().isEmpty() ? "" : '\n' + table(result.images()))
                + (result.more() == 0 ? "" : "and " + result.more() + " more: add --limit N\n");
    }

    /** A row for each tag. */
    static String table(List<ImageView> images) {
        var table = new Table("TAG", "DIGEST", "TIME", "VERSION", "AUTOMATION");
        for (var image : images) {
            table.row(
                    image.tag(),
                    digest(image.digest()),
                    image.time() == null ? NONE : image.timeMeaning() + " " + image.time(),
                    Objects.requireNonNullElse(image.version(), NONE),
                    image.automation() + ": " + image.why());
        }
        return table.toString();
    }

    private static String digest(@Nullable String digest) {
        if (digest == null) {
            return NONE;
        }
        var hex = digest.startsWith(SHA256) ? digest.substring(SHA256.length()) : digest;
        return hex.substring(0, Math.min(SHORT_DIGEST, hex.length()));
    }
}
