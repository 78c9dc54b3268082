// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryInquiry;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class ReleaseLoopTest {
    private static final EnvironmentAddress ADDRESS = EnvironmentAddress.parse("likvid/hello-api/dev");
    private static final ImageRepository REPOSITORY = ImageRepository.parse("registry.example.tld/app");
    private static final RegistryQuestion TAG = new RegistryQuestion.ByTag(REPOSITORY, Tag.parse("1.0.0"));
    private static final RegistryQuestion DIGEST =
            new RegistryQuestion.ByDigest(REPOSITORY, Digest.parse("sha256:" + "a".repeat(64)));

    private final Clock clock = Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC);
    private final InMemoryStateRepository state = new InMemoryStateRepository(clock);
    private final InMemoryImageRegistry registry = new InMemoryImageRegistry();
    private final WriterLoop writer = new WriterLoop(state, pause -> {}, new Random(1), Observers.NONE);
    private final ReleaseLoop loop = new ReleaseLoop(
            writer, new PlatformView(writer::history), new RegistryInquiry(registry, registry), Observers.NONE);
    private final AtomicInteger decisions = new AtomicInteger();

    private static RequestContext context(boolean dryRun) {
        var context = RequestContext.of(Caller.platform(new Actor("platform-team")), Trigger.CLI);
        return dryRun ? context.asDryRun() : context;
    }

    private ReleaseLoop.Decider subject(boolean dryRun, BiFunction<PendingSnapshot, RegistryAnswers, Decision> rules) {
        return new ReleaseLoop.Decider(RequestedChange.of(Action.RELEASE, ADDRESS, context(dryRun))) {
            @Override
            protected boolean needsFetch() {
                return false;
            }

            @Override
            protected Decision decide(PendingSnapshot snapshot, RegistryAnswers answers) {
                decisions.incrementAndGet();
                return rules.apply(snapshot, answers);
            }
        };
    }

    private static ReleaseOutcome.Details details(String rule) {
        var log = new RuleLog();
        log.pass(rule, "seen");
        return log.details(ADDRESS, null);
    }

    private static Decision answer(String rule) {
        return new Decision.Answer(new ReleaseOutcome.Unchanged(details(rule)));
    }

    private static Decision write() {
        var edit = new FileEdit.Put(StatePath.of("file"), Bytes.utf8("new"));
        return new Decision.Write(
                details("write"), List.of(new Change(List.of(edit), new CommitMessage("write", List.of()))), null);
    }

    private static boolean has(PendingSnapshot snapshot, String path) {
        return snapshot.read(StatePath.of(path)).regularBytes().isPresent();
    }

    @Test
    void a_decision_on_an_old_state_is_repeated_on_the_current_one() {
        writer.fetch();
        state.foreignCommit("elsewhere", Map.of("other", Bytes.utf8("content")));

        var outcome = loop.run(subject(false, (snapshot, answers) -> answer(has(snapshot, "other") ? "new" : "old")));

        assertThat(outcome.trace()).extracting(AppliedRule::rule).containsExactly("new");
        assertThat(decisions).hasValue(2);
    }

    @Test
    void a_dry_run_fetches_the_branch_and_writes_nothing() {
        writer.fetch();
        state.foreignCommit("elsewhere", Map.of("file", Bytes.utf8("old")));

        var outcome = loop.run(subject(true, (snapshot, answers) -> write()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Planned.class,
                        planned -> assertThat(planned.files())
                                .singleElement()
                                .satisfies(file ->
                                        assertThat(file.optionalBefore()).contains(Bytes.utf8("old"))));
        assertThat(state.pushes()).isZero();
    }

    @Test
    void the_registry_is_asked_until_the_decision_needs_nothing_more() {
        var outcome = loop.run(subject(
                false,
                (snapshot, answers) -> !answers.contains(TAG)
                        ? new Decision.Ask(List.of(TAG))
                        : answers.contains(DIGEST) ? write() : new Decision.Ask(List.of(DIGEST))));

        assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(registry.requests()).hasSize(2);
    }

    @Test
    void a_request_for_an_answer_already_given_starts_over_without_answers() {
        var known = new ArrayList<Boolean>();
        var outcome = loop.run(subject(false, (snapshot, answers) -> {
            known.add(answers.contains(TAG));
            return known.size() >= 5 ? answer("done") : new Decision.Ask(List.of(TAG));
        }));

        assertThat(outcome).isInstanceOf(ReleaseOutcome.Unchanged.class);
        // Each time the question is repeated although it has an answer, the loop starts over without answers.
        assertThat(known).startsWith(false, true, false, true, false);
    }

    @Test
    void answers_of_the_registry_that_keep_differing_are_a_registry_fault_after_five_attempts() {
        assertThatExceptionOfType(IdpException.class)
                .isThrownBy(() -> loop.run(subject(false, (snapshot, answers) -> new Decision.Ask(List.of(TAG)))))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT))
                .satisfies(e -> assertThat(e.problem().what()).contains("list of tags and its answer for a tag differ"))
                .satisfies(e -> assertThat(e.problem().where()).isEqualTo(REPOSITORY.toString()));
        assertThat(registry.requests()).hasSize(5);
    }

    @Test
    void a_state_that_never_settles_is_a_conflict_after_five_attempts() {
        var attempts = new AtomicInteger();
        assertThatExceptionOfType(IdpException.class)
                .isThrownBy(() -> loop.run(subject(false, (snapshot, answers) -> {
                    // In the writer loop a new commit of another writer is seen, which needs a further answer.
                    var other = "other" + attempts.get();
                    if (has(snapshot, other)) {
                        attempts.incrementAndGet();
                        return new Decision.Ask(List.of(TAG));
                    }
                    state.beforeNextCommit(() -> state.foreignCommit(other, Map.of(other, Bytes.utf8("content"))));
                    return write();
                })))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.WRITE_CONFLICT))
                .satisfies(e -> assertThat(e.problem().where()).isEqualTo(ADDRESS.toString()));
        assertThat(attempts).hasValue(5);
    }

    @Test
    void a_registry_request_needed_in_the_writer_loop_is_sent_outside_of_it() {
        var outcome = loop.run(subject(false, (snapshot, answers) -> {
            // In the writer loop another writer's commit is seen, which needs a further answer.
            if (decisions.get() == 1) {
                state.beforeNextCommit(() -> state.foreignCommit("other", Map.of("other", Bytes.utf8("content"))));
            }
            return has(snapshot, "other") && !answers.contains(TAG) ? new Decision.Ask(List.of(TAG)) : write();
        }));

        assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void a_failing_registry_is_asked_once_per_repository() {
        registry.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "down", "", "wait"));

        loop.run(subject(
                false,
                (snapshot, answers) ->
                        answers.contains(DIGEST) ? answer("done") : new Decision.Ask(List.of(TAG, DIGEST))));

        assertThat(registry.requests()).hasSize(1);
    }
}
