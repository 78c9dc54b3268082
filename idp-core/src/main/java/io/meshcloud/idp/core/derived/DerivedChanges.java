// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.derived;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.derived.DerivedFiles;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the generator for the derived files that follow from a change, and checks its answer: a generator may edit
 * derived files only. Whatever the generator does wrong refuses the one change, and nothing of it is written.
 */
public final class DerivedChanges {
    /** Without derived files. */
    public static final DerivedChanges NONE = new DerivedChanges(DerivedFiles.NONE);

    private final DerivedFiles generator;

    public DerivedChanges(DerivedFiles generator) {
        this.generator = Objects.requireNonNull(generator, "generator");
    }

    /** Whether there is no generator, so that nothing is derived. */
    public boolean isNone() {
        return generator == DerivedFiles.NONE;
    }

    /** As {@link DerivedFiles#isDerived}. */
    public boolean isDerived(StatePath path) {
        return generator.isDerived(path);
    }

    /**
     * Which files of a change the caller is shown: the platform all, others no derived files, because a list may name
     * environments of other teams.
     */
    public Predicate<StatePath> visibleTo(Caller caller) {
        return path -> caller.platform() || !isDerived(path);
    }

    /**
     * The change with the derived files that follow from it, all in one commit.
     *
     * @param before the snapshot that the change was decided on
     * @param platform the settings after the change
     * @param change without derived files
     * @param changed the environment that it changes; absent to regenerate all derived files
     * @throws IdpException the problem of the generator; {@link ProblemCode#GENERATOR_FAILED} if the generator has a
     *     defect
     */
    public Change follow(Snapshot before, Platform platform, Change change, @Nullable EnvironmentAddress changed) {
        if (isNone()) {
            return change;
        }
        // A snapshot of its own: the pending changes of the batch get the whole change, once it is decided.
        var after = PendingSnapshot.of(before).with(List.of(change));
        return call(changed, where -> complete(change, generator.edits(after, platform, changed), where));
    }

    /**
     * The edits of all derived files that do not follow from this state; empty if all of them follow.
     *
     * @param platform the settings in force
     * @throws IdpException as {@link #follow}
     */
    public List<FileEdit> stale(Snapshot state, Platform platform) {
        if (isNone()) {
            return List.of();
        }
        var nothing = new Change(List.of(), new CommitMessage("derived files", List.of()));
        return call(null, where -> complete(nothing, generator.edits(state, platform, null), where))
                .edits();
    }

    private static Change call(@Nullable EnvironmentAddress changed, Function<String, Change> work) {
        var where = changed == null ? "derived files" : "derived files of " + changed;
        try {
            return Bulkhead.call(where, () -> work.apply(where));
        } catch (IdpException e) {
            var cause = e.getCause();
            throw e.problem().code() == ProblemCode.INTERNAL && cause != null
                    ? failed("the generator failed with " + cause.getClass().getSimpleName(), where)
                            .asException(cause)
                    : e;
        }
    }

    private Change complete(Change change, List<FileEdit> derived, String where) {
        for (var edit : derived) {
            fault(edit).ifPresent(fault -> {
                throw failed("the generator edits " + edit.path() + ", which " + fault, where)
                        .asException();
            });
        }
        try {
            return new Change(
                    Stream.concat(change.edits().stream(), derived.stream()).toList(), change.message());
        } catch (IllegalArgumentException e) {
            throw failed("the generator's edits make no commit: " + e.getMessage(), where)
                    .asException(e);
        }
    }

    private Optional<String> fault(FileEdit edit) {
        var path = edit.path();
        if (path.equals(PlatformView.PATH) || isOfEnvironment(path)) {
            return Optional.of("is a file of the contract and never generated");
        }
        if (!generator.isDerived(path)) {
            return Optional.of("is not one of its derived files");
        }
        return edit instanceof FileEdit.Put put && put.bytes().size() > Snapshot.MAX_FILE_SIZE
                ? Optional.of("would have " + put.bytes().size() + " bytes, more than " + Snapshot.MAX_FILE_SIZE)
                : Optional.empty();
    }

    private static boolean isOfEnvironment(StatePath path) {
        return path.segments().stream()
                .anyMatch(part -> part.equals(Layout.APP_ENVIRONMENT_FILE) || part.equals(Layout.RELEASE_FILE));
    }

    private static Problem failed(String what, String where) {
        return Problem.of(
                ProblemCode.GENERATOR_FAILED,
                what + "; nothing was written",
                where,
                "report the defect to the maintainers of the generator, with the output of IDP_DEBUG=1");
    }
}
