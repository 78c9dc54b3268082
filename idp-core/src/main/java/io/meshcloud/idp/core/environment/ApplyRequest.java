// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;

/**
 * A request to replace the {@code app-env.yaml} of an existing environment.
 *
 * @param address the environment
 * @param file the new file, committed byte for byte
 * @param dropRelease whether to remove {@code release.yaml} in the same commit if the file changes which images may run
 * @param force whether the address may end in the name of another kind, even of one that is released by hand
 * @param context who asks, how and why
 */
public record ApplyRequest(
        EnvironmentAddress address, Bytes file, boolean dropRelease, boolean force, RequestContext context) {
    /** A request that is refused if the address ends in the name of another kind that is released by hand. */
    public ApplyRequest(EnvironmentAddress address, Bytes file, boolean dropRelease, RequestContext context) {
        this(address, file, dropRelease, false, context);
    }

    public ApplyRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(context, "context");
    }
}
