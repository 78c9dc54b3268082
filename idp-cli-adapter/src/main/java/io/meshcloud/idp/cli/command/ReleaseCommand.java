// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Releases an image to an environment. */
@Command(
        name = "release",
        description = "Release an image to an environment: one commit, or a refusal that says why.",
        footer = {
            "",
            "Releasing the same image again changes nothing. Example:",
            "  idp release likvid/hello-api/dev --image 1.2.3"
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

    @Mixin
    private final ReleaseOptions release = new ReleaseOptions();

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var request = new ReleaseRequest(
                EnvironmentAddress.parse(address),
                ImageChoice.parse(image),
                release.expected(),
                release.override(),
                null,
                change.context(settings()));
        return answer(core().releases().release(request), "released", release.explain());
    }
}
