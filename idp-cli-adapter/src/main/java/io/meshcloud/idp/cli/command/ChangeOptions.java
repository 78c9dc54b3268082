// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options shared by the commands that write. The caller is the platform, because it can push to the state repository.
 */
final class ChangeOptions {
    @Option(names = "--reason", paramLabel = "TEXT", description = "The reason, in one line; it is kept in the commit.")
    private @Nullable String reason;

    @Option(names = "--on-behalf-of", paramLabel = "ID", description = "The person or system that the actor acts for.")
    private @Nullable String onBehalfOf;

    @Option(
            names = "--request-id",
            paramLabel = "UUID",
            converter = Converters.Request.class,
            description = "Id of the request, kept in the commit. A request with the same id is done only once.")
    private @Nullable RequestId requestId;

    @Nullable
    String reason() {
        return reason;
    }

    RequestContext context(Settings settings) {
        var caller = Caller.platform(settings.requireActor());
        return new RequestContext(
                onBehalfOf == null ? caller : caller.onBehalfOf(Actor.parse(onBehalfOf)),
                Trigger.CLI,
                reason == null ? null : Reason.parse(reason),
                requestId == null ? RequestId.random() : requestId,
                settings.get(AllSettings.DRY_RUN));
    }
}
