package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.FileReader;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * The layout that held at a commit. The settings rarely change, so the file of the commit before this one is remembered;
 * where it is broken, the last readable one held for a rollback.
 */
final class LayoutInForce {
    private final StateRepository repository;
    private final Snapshot from;
    private @Nullable StateFile file;
    private Layout layout = Layout.DEFAULT;

    LayoutInForce(StateRepository repository, Snapshot from) {
        this.repository = repository;
        this.from = from;
    }

    Layout at(CommitRecord commit) {
        var found = commit.read(PlatformView.PATH);
        if (!found.equals(file)) {
            var settings = FileReader.read(found, PlatformView.PATH, ContractFiles::readPlatform);
            layout = PlatformView.settings(settings)
                    .orElseGet(() -> repository
                            .at(from, commit.id().value())
                            .map(then -> PlatformView.lastReadable(repository, then))
                            .orElseThrow(() -> new IllegalStateException("a commit of the walk is in its history")))
                    .layout();
            file = found;
        }
        return layout;
    }
}
