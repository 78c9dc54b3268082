// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.version.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The fields of {@code release.yaml} (ADR-004, "Companion file: release.yaml"). */
final class AppReleaseReader {
    private AppReleaseReader() {}

    static @Nullable AppRelease read(Fields root) {
        var metadata = root.required("metadata", object(AppReleaseReader::metadata));
        var spec = root.required("spec", object(AppReleaseReader::spec));
        return root.build(() -> new AppRelease(
                metadata.get().tenant(),
                metadata.get().app(),
                metadata.get().environment(),
                spec.get().image(),
                spec.get().observedAt(),
                spec.get().observedBy(),
                spec.get().newestSeenAt(),
                spec.get().newestSeenVersion()));
    }

    private static @Nullable ReleaseMetadata metadata(Fields fields) {
        var tenant = fields.required("tenant", text(Slug::parse));
        var app = fields.required("app", text(Slug::parse));
        var environment = fields.required("environment", text(Slug::parse));
        return fields.build(() -> new ReleaseMetadata(tenant.get(), app.get(), environment.get()));
    }

    private static @Nullable Spec spec(Fields fields) {
        var image = fields.required("image", object(AppReleaseReader::image));
        var observedAt = fields.required("observedAt", text(TextRules::instant));
        var observedBy = fields.required("observedBy", text(TextRules::line));
        var newestSeenAt = fields.optional("newestSeenAt", text(TextRules::instant));
        var newestSeenVersion = fields.optional("newestSeenVersion", text(Version::parse));
        return fields.build(() -> new Spec(
                image.get(), observedAt.get(), observedBy.get(), newestSeenAt.content(), newestSeenVersion.content()));
    }

    private static @Nullable ImageReference image(Fields fields) {
        var repository = fields.required("repository", text(ImageRepository::parse));
        var tag = fields.optional("tag", text(Tag::parse));
        var digest = fields.optional("digest", text(Digest::parse));
        if (!fields.has("tag") && !fields.has("digest")) {
            fields.missing("digest", "spec.image names no image: it has neither digest nor tag");
        }
        return fields.build(() -> new ImageReference(repository.get(), tag.content(), digest.content()));
    }

    private record ReleaseMetadata(Slug tenant, Slug app, Slug environment) {}

    private record Spec(
            ImageReference image,
            Instant observedAt,
            String observedBy,
            @Nullable Instant newestSeenAt,
            @Nullable Version newestSeenVersion) {}
}
