// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.wire.ImageView;
import io.meshcloud.idp.contract.wire.ImagesResult;
import io.meshcloud.idp.core.automation.ImageOverview;
import io.meshcloud.idp.core.automation.JudgedImage;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts what automation decides about tags. */
final class ImageViews {
    /** How many tags an explanation shows. */
    private static final int MAX_EXPLAINED = 10;

    private ImageViews() {}

    static ImagesResult of(EnvironmentAddress address, ImageOverview overview, int limit, Views views) {
        var order = overview.optionalOrder().orElseThrow();
        var images = Stream.concat(
                        overview.images().stream().map(ImageViews::of),
                        overview.unusable().stream().map(ImageViews::of))
                .toList();
        return new ImagesResult(
                address.toString(),
                order.repository().toString(),
                order.rule().where(),
                order.rule().order().word(),
                text(Optional.ofNullable(order.seen().at())),
                text(Optional.ofNullable(order.seen().version())),
                views.of(overview.automation()),
                images.stream().limit(limit).toList(),
                Math.max(0, images.size() - limit),
                views.now());
    }

    /** The tags of an explanation. */
    static List<ImageView> explained(List<JudgedImage> judged) {
        return judged.stream().limit(MAX_EXPLAINED).map(ImageViews::of).toList();
    }

    /** How many tags an explanation leaves out. */
    static int notExplained(List<JudgedImage> judged) {
        return Math.max(0, judged.size() - MAX_EXPLAINED);
    }

    private static ImageView of(JudgedImage judged) {
        var image = judged.image();
        return new ImageView(
                image.tag().value(),
                image.digest().value(),
                text(image.optionalTime().map(ImageTime::at)),
                text(image.optionalTime().map(time -> time.meaning().word())),
                text(judged.optionalVersion()),
                ImageView.Judgement.valueOf(judged.judgement().name()),
                judged.why());
    }

    private static ImageView of(Listing.UnusableTag unusable) {
        return new ImageView(
                unusable.tag().value(), null, null, null, null, ImageView.Judgement.UNUSABLE, unusable.why());
    }

    private static @Nullable String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }
}
