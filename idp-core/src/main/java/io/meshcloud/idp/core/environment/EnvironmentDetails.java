// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One environment with the content of its files.
 *
 * @param summary the line of a list
 * @param path the path of its {@code app-env.yaml}
 * @param file the bytes of {@code app-env.yaml}, also of a broken one; absent if it cannot be opened
 * @param release the content of {@code release.yaml}; absent if there is none that can be read
 */
public record EnvironmentDetails(
        EnvironmentSummary summary,
        StatePath path,
        @Nullable Bytes file,
        @Nullable AppRelease release) {
    public EnvironmentDetails {
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(path, "path");
    }

    public Optional<Bytes> optionalFile() {
        return Optional.ofNullable(file);
    }

    public Optional<AppRelease> optionalRelease() {
        return Optional.ofNullable(release);
    }
}
