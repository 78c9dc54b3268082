// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to create an environment.
 *
 * @param address the new environment
 * @param file the {@code app-env.yaml}, committed byte for byte
 * @param image its first release, in a second commit of the same push; absent for none
 * @param force whether the address may end in the name of another kind, even of one that is released by hand
 * @param context who asks, how and why
 */
public record CreateRequest(
        EnvironmentAddress address, Bytes file, @Nullable ImageChoice image, boolean force, RequestContext context) {
    public CreateRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(context, "context");
    }

    /** A request that is refused if the address ends in the name of another kind that is released by hand. */
    public CreateRequest(EnvironmentAddress address, Bytes file, @Nullable ImageChoice image, RequestContext context) {
        this(address, file, image, false, context);
    }

    /** The same request as a dry run. */
    public CreateRequest asDryRun() {
        return new CreateRequest(address, file, image, force, context.asDryRun());
    }

    public Optional<ImageChoice> optionalImage() {
        return Optional.ofNullable(image);
    }
}
