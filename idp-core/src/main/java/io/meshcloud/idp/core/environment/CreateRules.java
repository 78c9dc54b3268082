// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.registry.ImageProblem;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseRules;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules for a new environment, in their order. */
final class CreateRules {
    private final CreateRequest request;
    private final Optional<RegistryAnswers> facts;
    private final EnvironmentIndexes indexes;
    private final PlatformView platforms;
    private final PastReleases past;
    private final DerivedChanges derived;
    private final Clock clock;

    /**
     * @param facts about the first image; without them the first release is omitted
     */
    CreateRules(
            CreateRequest request,
            Optional<RegistryAnswers> facts,
            EnvironmentIndexes indexes,
            PlatformView platforms,
            PastReleases past,
            DerivedChanges derived,
            Clock clock) {
        this.request = request;
        this.facts = facts;
        this.indexes = indexes;
        this.platforms = platforms;
        this.past = past;
        this.derived = derived;
        this.clock = clock;
    }

    Plan<ChangeOutcome> decide(PendingSnapshot snapshot) {
        return step(snapshot).match(plan -> plan, open -> rejected(settingsChanged()));
    }

    /** What the registry must be asked before the decision; nothing if the request is refused without it. */
    List<? extends RegistryQuestion> open(PendingSnapshot snapshot) {
        return step(snapshot).match(plan -> List.<RegistryQuestion>of(), Decision.Ask::questions);
    }

    private PlanOrQuestions step(PendingSnapshot snapshot) {
        return EnvironmentScope.read(
                        platforms,
                        snapshot,
                        request.address(),
                        request.context().caller(),
                        Action.CREATE)
                .match(scope -> step(snapshot, scope), problem -> new PlanOrQuestions(rejected(problem), null));
    }

    /** A plan, or what the registry must be asked first. */
    private record PlanOrQuestions(@Nullable Plan<ChangeOutcome> plan, Decision.@Nullable Ask open) {
        <R> R match(Function<Plan<ChangeOutcome>, R> planned, Function<Decision.Ask, R> asking) {
            return open == null ? planned.apply(Objects.requireNonNull(plan)) : asking.apply(open);
        }
    }

    private Plan<ChangeOutcome> rejected(Problem problem) {
        return ChangeWriter.rejected(request.address().toString(), problem);
    }

    private PlanOrQuestions step(PendingSnapshot snapshot, EnvironmentScope scope) {
        var view = scope.view();
        if (!view.environment().isAbsent()) {
            return onExisting(view);
        }
        if (!view.release().isAbsent()) {
            return new PlanOrQuestions(rejected(releaseExists(view)), null);
        }
        return new EnvironmentFileCheck(scope, indexes, request.context().caller())
                .check(request.file(), request.force())
                .match(file -> write(snapshot, scope, file), problem -> new PlanOrQuestions(rejected(problem), null));
    }

    private PlanOrQuestions write(PendingSnapshot snapshot, EnvironmentScope scope, CheckedFile file) {
        var platform = scope.platform();
        var changes = new ArrayList<Change>();
        var warnings = new ArrayList<>(file.warnings());
        changes.add(new Change(
                List.of(new FileEdit.Put(scope.view().environmentPath(), request.file())),
                CommitMessages.of(Action.CREATE, request.address(), "", request.context(), Map.of())));
        if (facts.isPresent()) {
            var image = request.optionalImage().orElseThrow();
            var release = ReleaseRequest.of(request.address(), image, request.context());
            var created = EnvironmentView.read(snapshot.with(changes), platform.layout(), request.address());
            var createdScope = new EnvironmentScope(snapshot.with(changes), platform, false, created);
            var decision = ReleaseRules.decide(createdScope, release, facts.get(), past, clock.instant());
            if (decision instanceof Decision.Answer answer
                    && answer.outcome() instanceof ReleaseOutcome.Rejected rejected) {
                return new PlanOrQuestions(rejected(rejected.problem()), null);
            }
            if (decision instanceof Decision.Ask ask) {
                return new PlanOrQuestions(null, ask);
            }
            if (!(decision instanceof Decision.Write write)) {
                throw new IllegalStateException("a first release is either written or rejected: " + decision);
            }
            changes.addAll(write.changes());
            warnings.addAll(write.details().warnings());
        }
        changes.set(0, derived.follow(snapshot, platform, changes.get(0), request.address()));
        return new PlanOrQuestions(
                ChangeWriter.write(
                        request.address().toString(),
                        snapshot,
                        changes,
                        warnings,
                        derived.visibleTo(request.context().caller())),
                null);
    }

    /** A repeated request, with the same file and the same image (if it names one), changes nothing. */
    private PlanOrQuestions onExisting(EnvironmentView view) {
        boolean sameFile = view.environment().bytes().equals(Optional.of(request.file()));
        var question = sameFile ? question(view) : Optional.<RegistryQuestion>empty();
        if (question.isPresent() && facts.isPresent() && !facts.get().contains(question.get())) {
            return new PlanOrQuestions(null, new Decision.Ask(List.of(question.get())));
        }
        return new PlanOrQuestions(onExisting(view, sameFile, question), null);
    }

    private Plan<ChangeOutcome> onExisting(
            EnvironmentView view, boolean sameFile, Optional<RegistryQuestion> question) {
        var problem = question.flatMap(this::imageProblem);
        if (problem.isPresent()) {
            return rejected(problem.get());
        }
        boolean sameImage =
                sameFile && (facts.isEmpty() || question.flatMap(this::digest).equals(view.runningDigest()));
        if (sameImage) {
            return ChangeWriter.unchanged(
                    request.address().toString(), "the environment exists with exactly this file already");
        }
        return rejected(Problem.of(
                ProblemCode.ENVIRONMENT_EXISTS,
                "the environment " + Quoted.of(request.address().toString()) + " exists already"
                        + (sameFile ? otherImage(view) : " with another file"),
                view.environmentPath().value(),
                sameFile ? "release the image with `idp release`" : "change the environment with `idp env apply`"));
    }

    private static String otherImage(EnvironmentView view) {
        return view.release().isAbsent() ? ", but nothing was released to it yet" : " and runs another image";
    }

    /** What the registry is asked depends on the settings. */
    private Problem settingsChanged() {
        return Problem.of(
                ProblemCode.WRITE_CONFLICT,
                "the platform's settings changed while the registry was asked",
                request.address().toString(),
                "try again");
    }

    private Optional<Problem> imageProblem(RegistryQuestion question) {
        return resolved(question)
                .flatMap(resolution -> ImageProblem.of(
                        resolution, request.optionalImage().orElseThrow().toString(), question.repository()));
    }

    /** The digest of the requested image. */
    private Optional<Digest> digest(RegistryQuestion question) {
        return resolved(question).flatMap(Resolution::image).map(ImageFacts::digest);
    }

    private Optional<Resolution> resolved(RegistryQuestion question) {
        return facts.map(answers -> answers.resolution(question));
    }

    /** The question about the requested image. */
    private Optional<RegistryQuestion> question(EnvironmentView view) {
        return view.validEnvironment()
                .map(environment -> environment.registry().repository())
                .flatMap(repository ->
                        request.optionalImage().map(image -> RegistryQuestion.deciding(repository, image)));
    }

    private static Problem releaseExists(EnvironmentView view) {
        return Problem.of(
                ProblemCode.RELEASE_EXISTS,
                "release.yaml already exists here; creating the environment would deploy its image",
                view.releasePath().value(),
                "remove release.yaml first with `idp env retire`");
    }
}
