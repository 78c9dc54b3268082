// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.hold;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The held environments of a snapshot. One walk through history finds the environments that were ever held; only these get
 * a walk of their own, so that a list of many manual environments does not walk the history once for each. Not thread-safe.
 */
public final class HeldEnvironments {
    private final StateRepository repository;
    private final Snapshot from;
    private final List<StatePath> folders;
    private @Nullable Set<String> everHeld;

    /**
     * @param paths the {@code app-env.yaml} files that {@link #contains} will be called for
     */
    public HeldEnvironments(StateRepository repository, Snapshot from, Collection<StatePath> paths) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.from = Objects.requireNonNull(from, "from");
        this.folders = paths.stream()
                .map(path -> path.segments().get(0))
                .distinct()
                .map(StatePath::of)
                .toList();
    }

    /** Whether the environment has an active hold. */
    public boolean contains(EnvironmentAddress address, StatePath path) {
        if (everHeld == null) {
            everHeld = everHeld();
        }
        return everHeld.contains(address.toString()) && HoldSearch.isHeld(repository, from, path);
    }

    private Set<String> everHeld() {
        var found = new HashSet<String>();
        for (var folder : folders) {
            repository.history(from, folder, revision -> {
                var message = CommitMessage.parse(revision.message());
                if (message.trailer(TrailerKey.ACTION).equals(Optional.of(Action.HOLD.word()))) {
                    message.trailer(TrailerKey.ENVIRONMENT).ifPresent(found::add);
                }
                return true;
            });
        }
        return found;
    }
}
