package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.caller.Reason;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets an image run in an environment. */
@Command(
        name = "release",
        description = "Release an image to an environment: one commit, or a refusal that says why.",
        footer = {"", "The same image again is no change. Example:", "  idp release likvid/hello-api/dev --image 1.2.3"
        })
final class ReleaseCommand extends ReleasingCommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(
            names = "--image",
            required = true,
            paramLabel = "TAG|DIGEST|REFERENCE",
            description = "The image: a tag or digest in the environment's repository, or a whole reference.")
    private String image = "";

    @Option(
            names = "--expect-current",
            paramLabel = "DIGEST|none",
            description = "Release only if this runs at the moment.")
    private @Nullable String expected;

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description = "Release in spite of a freeze, and why; it is kept in the commit.")
    private @Nullable String override;

    @Option(names = "--explain", description = "Print the rules that were applied.")
    private boolean explain;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var request = new ReleaseRequest(
                EnvironmentAddress.parse(address),
                ImageChoice.parse(image),
                expected == null ? ExpectedCurrent.anything() : ExpectedCurrent.parse(expected),
                override == null ? null : Reason.parse(override),
                null,
                change.context(settings()));
        return answer(services().release().release(request), "released", explain);
    }
}
