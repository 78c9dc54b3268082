// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what happened to an environment, from Git alone: releases, rollbacks, holds, changes and foreign commits. */
public final class HistoryService {
    private final StateRepository repository;
    private final PlatformView platform;

    public HistoryService(StateRepository repository, PlatformView platform) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#ENVIRONMENT_NOT_FOUND} if there never
     *     was an environment at the address that the caller may see, {@link ProblemCode#RELEASE_NOT_FOUND} if the page is to start after a
     *     commit that is not in its history; any problem of the repository
     */
    public HistoryPage history(Caller caller, HistoryRequest request) {
        if (!caller.maySee(request.address())) {
            throw notFound(request.address()).asException();
        }
        var snapshot = repository.snapshot();
        var layout = platform.inUse(snapshot).layout();
        var folder = layout.folder(request.address());
        var after = after(snapshot, request);
        var page = new ArrayList<FileRevision>();
        Predicate<FileRevision> visitor = revision -> {
            page.add(revision);
            return page.size() <= request.limit();
        };
        if (after == null) {
            repository.history(snapshot, folder, visitor);
        } else {
            repository.historyAfter(snapshot, after, folder, visitor);
        }
        if (page.isEmpty()) {
            requireEverThere(snapshot, folder, request);
        }
        var path = layout.release(request.address());
        var releases = new PageReleases(path, page, after == null);
        repository.history(snapshot, path, releases);
        var entries = page.stream()
                .limit(request.limit())
                .map(revision -> entry(revision, releases, caller))
                .toList();
        boolean more = page.size() > request.limit();
        return new HistoryPage(entries, more ? entries.get(entries.size() - 1).commit() : null);
    }

    private static HistoryEntry entry(FileRevision revision, PageReleases releases, Caller caller) {
        var message = CommitMessage.parse(revision.message());
        var action = message.trailer(TrailerKey.ACTION)
                .filter(word -> Action.of(word).isPresent());
        var image = releases.at(revision.commit());
        return new HistoryEntry(
                revision.commit(),
                revision.at(),
                action.orElse(HistoryEntry.FOREIGN),
                image.map(ImageReference::toString).orElse(null),
                image.flatMap(releases::tagOf).map(Tag::value).orElse(null),
                releases.before(revision.commit()).map(ImageReference::toString).orElse(null),
                action.flatMap(ours -> message.trailer(TrailerKey.ACTOR)).orElseGet(() -> shown(revision.committer())),
                message.trailer(TrailerKey.ON_BEHALF_OF).orElse(null),
                message.trailer(TrailerKey.TRIGGER).orElse(null),
                message.trailer(TrailerKey.REASON).orElse(null),
                override(message).orElse(null),
                overriddenRules(message).orElse(null),
                message.trailer(TrailerKey.PROMOTED_FROM)
                        .map(address -> named(address, caller))
                        .orElse(null),
                message.subject());
    }

    /** The address in a trailer, if the caller may see that environment. */
    private static String named(String address, Caller caller) {
        try {
            return caller.name(EnvironmentAddress.parse(address));
        } catch (IdpException e) {
            // No address, so it names no environment.
            return address;
        }
    }

    /** Earlier versions could override a freeze only, and recorded it in a separate trailer. */
    private static Optional<String> override(CommitMessage message) {
        return message.trailer(TrailerKey.OVERRIDE).or(() -> message.trailer(TrailerKey.FREEZE_OVERRIDE));
    }

    private static Optional<String> overriddenRules(CommitMessage message) {
        return message.trailer(TrailerKey.OVERRIDDEN_RULES)
                .or(() -> message.trailer(TrailerKey.FREEZE_OVERRIDE).map(reason -> "freeze"));
    }

    /** The committer of a foreign commit, as Git stores it. */
    private static String shown(String committer) {
        return committer.codePoints().allMatch(Quoted::isHarmless) ? committer : Quoted.of(committer);
    }

    private @Nullable CommitId after(Snapshot snapshot, HistoryRequest request) {
        var after = request.after();
        if (after == null) {
            return null;
        }
        return repository
                .at(snapshot, after)
                .flatMap(Snapshot::commit)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.RELEASE_NOT_FOUND,
                                Quoted.of(after) + " is not a commit in this environment's history",
                                request.address().toString(),
                                "start at the newest entry, and take the start of the next page from the answer")
                        .asException());
    }

    /** An empty page is the end of a history; an empty history means that the environment never existed. */
    private void requireEverThere(Snapshot snapshot, StatePath folder, HistoryRequest request) {
        var any = new ArrayList<CommitId>();
        if (request.after() != null) {
            repository.history(snapshot, folder, revision -> {
                any.add(revision.commit());
                return false;
            });
        }
        if (any.isEmpty()) {
            throw notFound(request.address()).asException();
        }
    }

    private static Problem notFound(EnvironmentAddress address) {
        return Problem.of(
                ProblemCode.ENVIRONMENT_NOT_FOUND,
                "there never was an environment " + Quoted.of(address.toString()),
                address.toString(),
                "`idp env list` lists the environments");
    }
}
