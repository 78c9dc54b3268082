// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.wire.ChangeResult;
import io.meshcloud.idp.contract.wire.EnvironmentDetailsView;
import io.meshcloud.idp.contract.wire.EnvironmentDetailsView.ImageState;
import io.meshcloud.idp.contract.wire.EnvironmentListResult;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.contract.wire.ExplanationResult;
import io.meshcloud.idp.contract.wire.FileChangeView;
import io.meshcloud.idp.contract.wire.FindingView;
import io.meshcloud.idp.contract.wire.HistoryEntryView;
import io.meshcloud.idp.contract.wire.HistoryResult;
import io.meshcloud.idp.contract.wire.HoldView;
import io.meshcloud.idp.contract.wire.ImagesResult;
import io.meshcloud.idp.contract.wire.ProblemDetails;
import io.meshcloud.idp.contract.wire.ProblemView;
import io.meshcloud.idp.contract.wire.PromotionResult;
import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.ReleaseView;
import io.meshcloud.idp.contract.wire.TransferView;
import io.meshcloud.idp.contract.wire.ValidationResult;
import io.meshcloud.idp.contract.wire.VerificationFindingView;
import io.meshcloud.idp.contract.wire.VerificationResult;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.automation.Explanation;
import io.meshcloud.idp.core.automation.ImageOverview;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.environment.EnvironmentDetails;
import io.meshcloud.idp.core.environment.ImagePresence;
import io.meshcloud.idp.core.history.HistoryEntry;
import io.meshcloud.idp.core.history.HistoryPage;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.promotion.Promotion;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.summary.EnvironmentPage;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import io.meshcloud.idp.core.validate.ValidationReport;
import io.meshcloud.idp.core.verify.VerificationReport;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts the core's values to the records that front ends print. Safe for use by many threads. */
public final class Views {
    /** What the URL of a commit's page contains in place of the commit. */
    public static final String COMMIT = "{commit}";

    private final Clock clock;
    private final @Nullable String commitLink;

    /**
     * @param clock the time of answers without a commit
     * @param commitLink the URL of a commit's page at the Git server, with {@link #COMMIT} in place of the commit;
     *     absent if unknown
     */
    public Views(Clock clock, @Nullable String commitLink) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.commitLink = commitLink;
    }

    public ReleaseResult of(ReleaseOutcome outcome) {
        return ReleaseViews.of(outcome, this);
    }

    /**
     * @param presence whether the registry still has the image that runs; empty if nothing runs, or if the registry was
     *     not asked
     */
    public ExplanationResult of(EnvironmentAddress address, Explanation explanation, Optional<ImagePresence> presence) {
        var image = Optional.ofNullable(explanation.image());
        return new ExplanationResult(
                address.toString(),
                Optional.ofNullable(explanation.released()).map(this::of).orElse(null),
                Optional.ofNullable(explanation.automation().outcome())
                        .map(this::of)
                        .orElse(null),
                Optional.ofNullable(explanation.automation().failure())
                        .map(Views::of)
                        .orElse(null),
                ImageViews.explained(explanation.judged()),
                ImageViews.notExplained(explanation.judged()),
                image.map(Explanation.Foreseen::outcome).map(this::of).orElse(null),
                image.map(Explanation.Foreseen::failure).map(Views::of).orElse(null),
                state(presence),
                now());
    }

    private static @Nullable ImageState state(Optional<ImagePresence> presence) {
        return presence.map(
                        it -> it.match(() -> ImageState.PRESENT, () -> ImageState.GONE, problem -> ImageState.UNKNOWN))
                .orElse(null);
    }

    /**
     * @param limit how many tags the result contains
     */
    public ImagesResult of(EnvironmentAddress address, ImageOverview overview, int limit) {
        return ImageViews.of(address, overview, limit, this);
    }

    public PromotionResult of(EnvironmentAddress from, Promotion promotion) {
        return new PromotionResult(
                from.toString(),
                text(promotion.source()),
                promotion
                        .optionalTransferred()
                        .map(done -> new TransferView(
                                done.manifests(), done.mounted(), done.uploaded(), done.bytes(), done.tagged()))
                        .orElse(null),
                of(promotion.release()));
    }

    public ReconcileResult of(Reconciled reconciled) {
        return ReconcileViews.of(reconciled, this);
    }

    public ChangeResult of(ChangeOutcome outcome) {
        var warnings = warnings(outcome.warnings());
        return outcome.match(
                it -> new ChangeResult(
                        ChangeResult.Status.CHANGED,
                        it.subject(),
                        commits(it.commits()),
                        null,
                        null,
                        files(it.files()),
                        warnings,
                        null,
                        time(it.at()),
                        links(it.commits())),
                it -> new ChangeResult(
                        ChangeResult.Status.UNCHANGED,
                        it.subject(),
                        List.of(),
                        it.note(),
                        null,
                        List.of(),
                        warnings,
                        null,
                        now(),
                        null),
                it -> new ChangeResult(
                        ChangeResult.Status.REJECTED,
                        it.subject(),
                        List.of(),
                        null,
                        of(it.problem()),
                        List.of(),
                        warnings,
                        null,
                        now(),
                        null),
                it -> new ChangeResult(
                        ChangeResult.Status.PLANNED,
                        it.subject(),
                        List.of(),
                        null,
                        null,
                        files(it.files()),
                        warnings,
                        null,
                        now(),
                        null));
    }

    public static EnvironmentSummaryView of(EnvironmentSummary summary) {
        var image = Optional.ofNullable(summary.image());
        return new EnvironmentSummaryView(
                summary.address().toString(),
                summary.isBroken() ? EnvironmentSummaryView.State.BROKEN : EnvironmentSummaryView.State.OK,
                text(summary.kind()),
                Optional.ofNullable(summary.mode()).map(DeployMode::word).orElse(null),
                summary.held(),
                Optional.ofNullable(summary.hold())
                        .map(hold -> new HoldView(hold.since().toString(), hold.actor(), hold.reason()))
                        .orElse(null),
                text(summary.repository()),
                summary.namespace(),
                summary.cluster(),
                text(summary.image()),
                tag(image),
                digest(image),
                text(summary.releasedTag()),
                text(summary.releasedAt()),
                summary.findings().stream().map(Views::of).toList());
    }

    public static EnvironmentListResult of(EnvironmentPage page) {
        return new EnvironmentListResult(
                page.rows().stream().map(Views::of).toList(),
                page.total(),
                text(page.next()),
                text(page.commit()),
                time(page.asOf()));
    }

    public EnvironmentDetailsView of(EnvironmentDetails details, Optional<ImagePresence> presence) {
        return new EnvironmentDetailsView(
                of(details.summary()),
                details.path().value(),
                details.optionalFile().map(Bytes::asText).orElse(null),
                details.optionalRelease().map(Views::of).orElse(null),
                state(presence),
                now());
    }

    private static ReleaseView of(AppRelease release) {
        return new ReleaseView(
                release.image().toString(),
                release.observedAt().toString(),
                release.observedBy(),
                text(release.newestSeenAt()),
                text(release.newestSeenVersion()));
    }

    public HistoryResult of(EnvironmentAddress address, HistoryPage page) {
        return new HistoryResult(
                address.toString(),
                page.entries().stream().map(this::of).toList(),
                page.optionalNext().map(CommitId::value).orElse(null),
                now());
    }

    private HistoryEntryView of(HistoryEntry entry) {
        return new HistoryEntryView(
                entry.commit().value(),
                entry.at().toString(),
                entry.action(),
                entry.image(),
                entry.releasedTag(),
                entry.previous(),
                entry.actor(),
                entry.onBehalfOf(),
                entry.trigger(),
                entry.reason(),
                entry.override(),
                entry.overriddenRules(),
                entry.promotedFrom(),
                entry.subject(),
                links(List.of(entry.commit())));
    }

    public ValidationResult of(ValidationReport report) {
        return new ValidationResult(
                report.isValid(),
                report.files(),
                report.environments(),
                report.findings().stream().map(Views::of).toList(),
                now());
    }

    public VerificationResult of(VerificationReport report) {
        return new VerificationResult(
                report.isClean(),
                report.signed(),
                text(report.tip()),
                text(report.since()),
                report.commits(),
                report.releases(),
                report.findings().stream()
                        .map(finding -> new VerificationFindingView(
                                finding.commit().value(),
                                finding.path(),
                                finding.code().toString(),
                                finding.what(),
                                finding.fix()))
                        .toList(),
                now());
    }

    public static ProblemView of(Problem problem) {
        return new ProblemView(
                problem.code().toString(),
                problem.code().title(),
                problem.what(),
                problem.where(),
                problem.fix(),
                problem.retryable(),
                problem.findings().stream().map(Views::of).toList());
    }

    /**
     * A problem that is the whole answer.
     *
     * @param release the record of the release that was rejected; absent for any other problem
     * @param change the record of another change that was rejected; absent for any other problem
     */
    public static ProblemDetails of(
            Problem problem, Instant at, @Nullable ReleaseResult release, @Nullable ChangeResult change) {
        return new ProblemDetails(
                ProblemDetails.type(problem.code()),
                problem.code().title(),
                ProblemDetails.status(problem.code()),
                problem.what(),
                null,
                problem.code().toString(),
                problem.what(),
                problem.where(),
                problem.fix(),
                problem.retryable(),
                problem.findings().stream().map(Views::of).toList(),
                time(at),
                release,
                change);
    }

    public static FindingView of(Finding finding) {
        return new FindingView(
                finding.code().toString(),
                finding.severity(),
                finding.location().toString(),
                finding.pointer(),
                finding.what(),
                finding.fix());
    }

    /** The time of an answer that is given now. */
    String now() {
        return time(clock.instant());
    }

    /** The links of a record with these commits; absent if none is known. */
    @Nullable
    Map<String, String> links(List<CommitId> commits) {
        return commitLink == null || commits.isEmpty()
                ? null
                : Map.of("commit", commitLink.replace(COMMIT, commits.get(0).value()));
    }

    /** A time in a record, to the second as in Git. */
    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static List<WarningView> warnings(List<Warning> warnings) {
        return warnings.stream()
                .map(warning -> new WarningView(warning.what(), warning.where(), warning.fix()))
                .toList();
    }

    static List<String> commits(List<CommitId> commits) {
        return commits.stream().map(CommitId::value).toList();
    }

    static List<FileChangeView> files(List<FileChange> files) {
        return files.stream()
                .map(file -> new FileChangeView(
                        file.path().value(),
                        file.optionalBefore().map(Bytes::asText).orElse(null),
                        file.optionalAfter().map(Bytes::asText).orElse(null)))
                .toList();
    }

    static @Nullable String tag(Optional<ImageReference> image) {
        return image.flatMap(ImageReference::optionalTag).map(Tag::value).orElse(null);
    }

    static @Nullable String digest(Optional<ImageReference> image) {
        return image.flatMap(ImageReference::optionalDigest).map(Digest::value).orElse(null);
    }

    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
