// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the platform's commit messages say about the environments of a list. One walk through history answers for all of
 * them and ends with the last answer, so that a list does not get slower with every environment that history is read
 * for.
 */
final class ListedHistory {
    private final Map<String, Digest> untagged;
    private final Set<String> undecided;
    private final Set<String> held = new HashSet<>();
    private final Map<String, Tag> tags = new HashMap<>();

    private ListedHistory(Map<String, Digest> untagged, Set<String> undecided) {
        this.untagged = untagged;
        this.undecided = undecided;
    }

    /**
     * @param manual environments that may be held: their files declare the mode manual
     * @param untagged the digests of releases without a tag, by environment
     */
    static ListedHistory read(
            StateRepository repository,
            Snapshot from,
            Set<EnvironmentAddress> manual,
            Map<EnvironmentAddress, Digest> untagged) {
        var digests = new HashMap<String, Digest>();
        untagged.forEach((address, digest) -> digests.put(address.toString(), digest));
        var undecided = new HashSet<String>();
        manual.forEach(address -> undecided.add(address.toString()));
        var history = new ListedHistory(digests, undecided);
        if (history.isOpen()) {
            repository.commits(from, null, commit -> {
                history.add(CommitMessage.parse(commit.message()));
                return history.isOpen();
            });
        }
        return history;
    }

    private boolean isOpen() {
        return !untagged.isEmpty() || !undecided.isEmpty();
    }

    private void add(CommitMessage message) {
        var address = message.trailer(TrailerKey.ENVIRONMENT).orElse("");
        var action = message.trailer(TrailerKey.ACTION).flatMap(Action::of);
        if (action.isPresent() && undecided.contains(address)) {
            decide(address, action.get());
        }
        if (untagged.containsKey(address)) {
            message.trailer(TrailerKey.IMAGE)
                    .flatMap(ListedHistory::image)
                    .filter(image -> image.optionalDigest().equals(Optional.ofNullable(untagged.get(address))))
                    .flatMap(ImageReference::optionalTag)
                    .ifPresent(tag -> {
                        tags.put(address, tag);
                        untagged.remove(address);
                    });
        }
    }

    private void decide(String address, Action action) {
        switch (action) {
            case HOLD -> {
                held.add(address);
                undecided.remove(address);
            }
            case RESUME, CREATE, APPLY, RETIRE -> undecided.remove(address);
            default -> {
                // Other actions neither begin nor end a hold.
            }
        }
    }

    private static Optional<ImageReference> image(String trailer) {
        try {
            return Optional.of(ImageReference.parse(trailer));
        } catch (IdpException e) {
            // Commits of others may have any text there.
            return Optional.empty();
        }
    }

    /** Whether the newest commit about a hold began one. A commit of others may have ended it. */
    boolean maybeHeld(EnvironmentAddress address) {
        return held.contains(address.toString());
    }

    /** The tag of the newest release of the untagged digest that had one. */
    Optional<Tag> tagOf(EnvironmentAddress address) {
        return Optional.ofNullable(tags.get(address.toString()));
    }
}
