// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.platform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.environment.ApplyRequest;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.StateRepository;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A change other than a release is asked for again under the same request id. */
class RepeatedChangeTest {
    private static final RequestId ID = RequestId.parse("00000000-0000-4000-8000-000000000002");

    private final World world = World.withDev();

    private static RequestContext again() {
        return again(platform());
    }

    private static RequestContext again(Caller caller) {
        return new RequestContext(caller, caller.platform() ? Trigger.CLI : Trigger.HTTP, null, ID, false);
    }

    private ChangeOutcome replicas(int number) {
        return replicas(world.core, number);
    }

    private static ChangeOutcome replicas(IdpCore core, int number) {
        return core.configuration()
                .set(DEV, List.of(new Assignment("runtime.scaling.replicas", String.valueOf(number))), again());
    }

    private ChangeOutcome apply(String file) {
        return world.environments.apply(new ApplyRequest(DEV, Bytes.utf8(file), false, again()));
    }

    private ChangeOutcome create(String file, @Nullable String image) {
        var choice = image == null ? null : ImageChoice.parse(image);
        return world.environments.create(new CreateRequest(PROD, Bytes.utf8(file), choice, again()));
    }

    private static String changed() {
        return World.file("dev").replace("replicas: 2", "replicas: 4");
    }

    private int commits() {
        return world.state.commits().size();
    }

    private static ChangeOutcome.Changed written(ChangeOutcome outcome) {
        return (ChangeOutcome.Changed) outcome;
    }

    private static void assertDone(ChangeOutcome outcome, ChangeOutcome.Changed first) {
        assertThat(outcome).isInstanceOfSatisfying(ChangeOutcome.Changed.class, it -> {
            assertThat(it.subject()).isEqualTo(first.subject());
            assertThat(it.commits()).isEqualTo(first.commits());
            assertThat(it.files()).containsExactlyInAnyOrderElementsOf(first.files());
            assertThat(it.warnings()).extracting(Warning::what).anyMatch(text -> text.contains("already done this"));
        });
    }

    private static void assertTaken(ChangeOutcome outcome, String... words) {
        assertThat(outcome).isInstanceOfSatisfying(ChangeOutcome.Rejected.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN);
            assertThat(it.problem().what()).contains(words);
        });
    }

    @Nested
    class The_first_answer_is_given_again {
        @Test
        void to_a_hold_that_was_ended_since_then() {
            world.settings("releases:\n  deployOnPush: true\n");
            var first = written(world.holds.hold(DEV, again()));
            world.holds.resume(DEV, World.context());
            int before = commits();

            assertDone(world.holds.hold(DEV, again()), first);

            assertThat(commits()).isEqualTo(before);
            assertThat(world.holds.hold(DEV, again()).warnings())
                    .extracting(Warning::what)
                    .anyMatch(text -> text.contains("was changed again since then"));
        }

        @Test
        void to_a_resume_of_an_environment_that_is_held_again() {
            world.holds.hold(DEV, World.context());
            var first = written(world.holds.resume(DEV, again()));
            world.holds.hold(DEV, World.context());
            int before = commits();

            assertDone(world.holds.resume(DEV, again()), first);

            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void to_values_that_were_replaced_since_then() {
            var first = written(replicas(3));
            world.configuration.set(DEV, List.of(new Assignment("runtime.scaling.replicas", "5")), World.context());

            assertDone(replicas(3), first);

            assertThat(world.devFile()).contains("replicas: 5");
        }

        @Test
        void to_a_file_that_was_replaced_since_then() {
            var first = written(apply(changed()));
            world.apply(World.file("dev"), false);

            assertDone(apply(changed()), first);

            assertThat(world.devFile()).contains("replicas: 2");
        }

        @Test
        void to_a_creation_with_a_first_release() {
            world.registry.push(World.repository("prod"), TestImage.of("1.0.0", World.START), Tag.parse("1.0.0"));
            var first = written(create(World.file("prod"), "1.0.0"));
            assertThat(first.commits()).hasSize(2);
            world.environments.retire(PROD, World.context());

            assertDone(create(World.file("prod"), "1.0.0"), first);

            assertThat(world.read(environmentPath(PROD))).isEmpty();
        }

        @Test
        void to_a_retirement_of_an_environment_that_exists_again() {
            var first = written(world.environments.retire(DEV, again()));
            world.create(DEV, World.file("dev"), null);

            assertDone(world.environments.retire(DEV, again()), first);

            assertThat(world.read(environmentPath(DEV))).isPresent();
        }

        @Test
        void to_a_stop_that_was_ended_and_to_a_start_before_another_stop() {
            var stop = written(world.stops.stop(Reason.parse("broken"), again()));
            world.stops.start(World.context());
            assertDone(world.stops.stop(Reason.parse("broken"), again()), stop);

            world.stops.stop(Reason.parse("worse"), World.context());
            var other = new RequestContext(
                    platform(), Trigger.CLI, null, RequestId.parse("00000000-0000-4000-8000-000000000003"), false);
            var start = written(world.stops.start(other));
            world.stops.stop(Reason.parse("broken again"), World.context());
            assertDone(world.stops.start(other), start);
        }

        @Test
        void to_an_init() {
            var first = written(world.init.init(again()));

            assertDone(world.init.init(again()), first);
        }

        @Test
        void to_a_rollback_that_only_held_because_its_image_ran_already() {
            world.settings("releases:\n  deployOnPush: true\n");
            var digest = world.pushAndRelease("1.0.0");
            var request = new RollbackRequest(
                    DEV,
                    RollbackTarget.parse(digest.toString()),
                    ExpectedCurrent.anything(),
                    Reason.parse("it broke"),
                    true,
                    again());
            var first = (ReleaseOutcome.Updated) world.rollbacks.rollback(request);
            var newer = world.pushAndRelease("1.1.0");

            assertThat(world.rollbacks.rollback(request)).isInstanceOfSatisfying(ReleaseOutcome.Updated.class, it -> {
                assertThat(it.commits()).isEqualTo(first.commits());
                assertThat(it.files()).isEqualTo(first.files());
                assertThat(it.image()).isEqualTo(first.image());
            });

            assertThat(world.running()).contains(newer);
        }

        @Test
        void by_another_process_after_the_answer_to_the_first_was_lost() {
            world.state.beforeNextCommit(() -> {
                world.state.loseNextAnswer();
                world.state.failNextSnapshot(Problem.of(ProblemCode.GIT_DENIED, "denied", "", "log in"));
            });
            assertThatThrownBy(() -> replicas(3)).isInstanceOfSatisfying(IdpException.class, e -> {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
                assertThat(e.problem().fix()).contains("`--request-id " + ID + "`");
            });
            int before = commits();

            assertThat(replicas(world.anotherProcess(), 3)).isInstanceOf(ChangeOutcome.Changed.class);

            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void if_the_commit_is_older_than_the_newest_of_the_branch_that_are_searched() {
            var first = written(replicas(3));
            for (int i = 0; i < 210; i++) {
                world.state.foreignCommit("elsewhere", Map.of("elsewhere/file", Bytes.utf8("text " + i)));
            }
            world.configuration.set(DEV, List.of(new Assignment("runtime.scaling.replicas", "5")), World.context());

            assertDone(replicas(3), first);
        }
    }

    @Nested
    class Two_requests_with_one_id_at_the_same_time {
        @Test
        void of_two_processes_have_one_effect() {
            var other = world.anotherProcess();
            var first = new ArrayList<ChangeOutcome>();
            world.state.beforeNextCommit(() -> {
                first.add(replicas(other, 3));
                other.configuration()
                        .set(DEV, List.of(new Assignment("runtime.scaling.replicas", "5")), World.context());
            });

            assertDone(replicas(3), written(first.get(0)));

            assertThat(world.devFile()).contains("replicas: 5");
        }

        @Test
        void for_different_environments_have_one_effect() {
            world.create(PROD, World.file("prod"), null);
            var other = world.anotherProcess();
            world.state.beforeNextCommit(() -> other.holds().hold(PROD, again()));
            world.settings("releases:\n  deployOnPush: true\n");

            var outcome = world.environments.retire(DEV, again());

            assertThat(world.read(environmentPath(DEV)).isPresent())
                    .isEqualTo(outcome instanceof ChangeOutcome.Rejected);
            var ours = world.state.commits().stream()
                    .filter(message -> message.contains(ID.value()))
                    .toList();
            assertThat(ours).hasSize(1);
        }

        @Test
        void in_one_batch_have_one_effect() {
            world.create(PROD, World.file("prod"), null);
            int before = commits();

            var outcomes = world.together(List.<Supplier<ChangeOutcome>>of(
                    () -> replicas(3), () -> world.environments.retire(PROD, again()), () -> replicas(3)));

            // One more for the change that they waited for.
            assertThat(commits()).isEqualTo(before + 1 + 1);
            assertTaken(outcomes.get(1), "a change of fields of likvid/hello-api/dev");
            assertDone(outcomes.get(2), written(outcomes.get(0)));
        }
    }

    @Nested
    class Another_request_under_the_id_is_refused {
        @Test
        void with_what_the_id_was_used_for() {
            replicas(3);
            int before = commits();

            assertTaken(replicas(4), "a change of fields of likvid/hello-api/dev", "sets other values");
            assertTaken(apply(changed()), "a change of fields", "this request is for a new app-env.yaml");
            assertTaken(world.environments.retire(PROD, again()), "hello-api/dev", "the retirement of likvid/");
            assertTaken(world.stops.stop(Reason.parse("why"), again()), "a change of fields", "a stop of all releases");
            assertThat(world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("1.0.0"), again())))
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN));
            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void if_the_file_the_first_image_or_the_reason_differs() {
            create(World.file("prod"), null);
            assertTaken(create(World.file("prod").replace("replicas: 2", "replicas: 3"), null), "another file");
            assertTaken(create(World.file("prod"), "1.0.0"), "names an image");

            var stopped = World.withDev();
            stopped.stops.stop(Reason.parse("broken"), again());
            assertTaken(stopped.stops.stop(Reason.parse("worse"), again()), "another reason than 'broken'");
        }

        @Test
        void and_a_commit_of_others_under_the_id_blocks_it() {
            replicas(3);
            var copied = world.state.commits().get(0);
            var other = World.withDev();
            other.state.foreignCommit(copied, Map.of(environmentPath(DEV).value(), Bytes.utf8(changed())));
            int before = other.state.commits().size();

            assertTaken(replicas(other.core, 3), "does not recognise it as a commit of the platform");

            assertThat(other.state.commits()).hasSize(before);
        }
    }

    @Nested
    class A_caller_without_the_right {
        @Test
        void learns_nothing_of_an_attempt() {
            world.holds.hold(DEV, again());
            var eve = Caller.granted(new Actor("eve"), List.of());

            assertThat(world.holds.hold(DEV, again(eve)))
                    .isInstanceOfSatisfying(
                            ChangeOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.FORBIDDEN));
            assertThat(world.stops.stop(Reason.parse("why"), again(eve)))
                    .isInstanceOfSatisfying(
                            ChangeOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.FORBIDDEN));
        }

        @Test
        void does_not_learn_what_the_id_was_used_for_elsewhere() {
            world.create(PROD, World.file("prod"), null);
            replicas(3);
            var team =
                    Caller.granted(new Actor("team"), List.of(new Grant(AddressPattern.of(PROD), Set.of(Right.HOLD))));

            assertThat(world.holds.hold(PROD, again(team))).isInstanceOfSatisfying(ChangeOutcome.Rejected.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN);
                assertThat(it.problem().toString()).doesNotContain("dev");
                assertThat(it.problem().where()).isEmpty();
            });
        }
    }

    @Test
    void an_id_that_was_made_for_the_request_costs_no_search() {
        var calls = new ArrayList<String>();
        var counted = (StateRepository) Proxy.newProxyInstance(
                StateRepository.class.getClassLoader(),
                new Class<?>[] {StateRepository.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    try {
                        return method.invoke(world.state, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        world.settings("releases:\n  deployOnPush: true\n");
        var core = IdpCore.builder(counted, world.registry, world.registry, world.clock)
                .random(new Random(1))
                .build();

        core.holds().hold(DEV, World.context());

        assertThat(calls).contains("commit").doesNotContain("commits", "history", "at", "isOwn");
        replicas(core, 3);
        assertThat(calls).contains("commits");
    }
}
