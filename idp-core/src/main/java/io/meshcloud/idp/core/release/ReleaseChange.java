package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.util.List;

/** The commit of a release: it touches one {@code release.yaml} and nothing else. */
public final class ReleaseChange {
    private ReleaseChange() {}

    public static Change of(EnvironmentView view, RequestContext context, ReleaseDecision.Update update) {
        var message = CommitMessages.of(
                Action.RELEASE,
                view.address(),
                ReleaseTrailers.shortName(update.release().image()),
                context,
                update.trailers());
        var edit = new FileEdit.Put(view.releasePath(), ContractFiles.writeAppRelease(update.release()));
        return new Change(List.of(edit), message);
    }
}
