// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.image.Seen;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The commit of a release or a rollback: it touches one {@code release.yaml} and nothing else. */
public final class ReleaseChange {
    private ReleaseChange() {}

    /**
     * @param trailers the trailers about the image, see {@link ReleaseTrailers}
     */
    public static Change of(
            Action action,
            EnvironmentView view,
            RequestContext context,
            AppRelease release,
            Map<TrailerKey, String> trailers) {
        var message = CommitMessages.of(
                action, view.address(), ReleaseTrailers.shortName(release.image()), context, trailers);
        var edit = new FileEdit.Put(view.releasePath(), ContractFiles.writeAppRelease(release));
        return new Change(List.of(edit), message);
    }

    /**
     * The {@code release.yaml} of an image.
     *
     * @param now the time of the decision
     * @param seen the watermarks that the file gets
     */
    public static AppRelease file(
            AppEnvironment environment, ImageReference image, Instant now, RequestContext context, Seen seen) {
        return new AppRelease(
                environment.metadata().tenant(),
                environment.metadata().app(),
                environment.metadata().environment(),
                image,
                now.truncatedTo(ChronoUnit.SECONDS),
                context.trigger().observedBy(),
                seen.at(),
                seen.version());
    }
}
