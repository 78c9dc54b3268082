// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.core.hold.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One environment in a list.
 *
 * @param address the environment
 * @param kind the platform's name for the kind of environment, such as {@code dev}; absent if the file is broken
 * @param mode the deploy mode in force; absent if the file is broken
 * @param hold the hold because of which the mode is manual; absent if there is none
 * @param repository the registry repository whose images are for it; absent if the file is broken
 * @param namespace the Kubernetes namespace that it runs in; absent if the file is broken
 * @param cluster the cluster that it runs in; absent if the file names none or is broken
 * @param image the released image; absent if nothing was released or the release cannot be read
 * @param releasedTag the tag under which the digest was released here earlier; absent if the image has a tag, or never
 *     had one
 * @param releasedAt the time of the release; absent if there is no image
 * @param findings the findings on its files; an error among them means broken
 */
public record EnvironmentSummary(
        EnvironmentAddress address,
        @Nullable Slug kind,
        @Nullable DeployMode mode,
        @Nullable Hold hold,
        @Nullable ImageRepository repository,
        @Nullable String namespace,
        @Nullable String cluster,
        @Nullable ImageReference image,
        @Nullable Tag releasedTag,
        @Nullable Instant releasedAt,
        List<Finding> findings) {
    public EnvironmentSummary {
        Objects.requireNonNull(address, "address");
        findings = findings.stream().sorted().toList();
    }

    EnvironmentSummary with(@Nullable Hold found, @Nullable Tag tag) {
        return new EnvironmentSummary(
                address, kind, mode, found, repository, namespace, cluster, image, tag, releasedAt, findings);
    }

    /** Whether the mode is manual because of a hold. */
    public boolean held() {
        return hold != null;
    }

    public boolean isBroken() {
        return findings.stream().anyMatch(Finding::isError);
    }
}
