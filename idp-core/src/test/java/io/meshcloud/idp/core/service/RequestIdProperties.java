// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.platform;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
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
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.testkit.registry.TestImage;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Requests of every kind, with request ids that are repeated at random, on two processes that lose answers. */
class RequestIdProperties {
    private static final int IDS = 3;

    enum Kind {
        RELEASE,
        ROLL_BACK,
        PROMOTE,
        CREATE,
        APPLY,
        CONFIGURE,
        HOLD,
        RESUME,
        RETIRE,
        STOP,
        START,
        INIT
    }

    /** What is asked for; two equal values are the same request. */
    record Wanted(Kind kind, boolean prod, boolean variant) {
        Wanted {
            boolean isAboutPlatform = kind == Kind.STOP || kind == Kind.START || kind == Kind.INIT;
            prod = prod && !isAboutPlatform && kind != Kind.PROMOTE;
            boolean hasVariants = switch (kind) {
                case RELEASE, CREATE, APPLY, CONFIGURE, STOP -> true;
                default -> false;
            };
            variant = variant && hasVariants;
        }

        EnvironmentAddress address() {
            return prod ? PROD : DEV;
        }

        String number() {
            return variant ? "3" : "4";
        }

        Bytes file() {
            return Bytes.utf8(World.file(prod ? "prod" : "dev").replace("replicas: 2", "replicas: " + number()));
        }
    }

    /** The commits that a request is answered with, or the problem; neither if there was nothing to do. */
    record Answer(List<CommitId> commits, @Nullable ProblemCode problem) {}

    private final World world = World.withDev();
    private final InMemoryStateRepository otherState = world.state.anotherInstance();
    private final IdpCore other = IdpCore.builder(otherState, world.registry, world.registry, world.clock)
            .transfer(world.registry)
            .sleeper(Sleeper.of(world.clock, world.clock::advance))
            .random(new Random(2))
            .build();

    @Property(tries = 300)
    void each_id_has_at_most_one_effect_and_an_equal_request_gets_its_commits(
            @ForAll @Size(min = 1, max = 5) List<Kind> kinds,
            @ForAll @Size(5) List<Boolean> prod,
            @ForAll @Size(5) List<Boolean> variants,
            @ForAll @Size(min = 2, max = 14) List<@IntRange(max = 159) Integer> steps) {
        var run = new RequestIdProperties();
        run.prepare();
        var requests = new ArrayList<Wanted>();
        for (int i = 0; i < kinds.size(); i++) {
            requests.add(new Wanted(kinds.get(i), prod.get(i), variants.get(i)));
        }
        var first = new HashMap<Integer, Wanted>();
        for (int step : steps) {
            run.step(requests.get(step % requests.size()), step / 5 % IDS, step / 15 % 2 == 1, step % 4 == 1, first);
        }
    }

    private void prepare() {
        world.create(PROD, World.file("prod"), null);
        for (var tag : List.of("3", "4")) {
            world.clock.advance(Duration.ofMinutes(1));
            world.push(tag);
            world.registry.push(
                    World.repository("prod"), TestImage.of("prod" + tag, world.clock.instant()), Tag.parse(tag));
            world.release(tag);
        }
    }

    private void step(Wanted request, int id, boolean inOther, boolean lost, Map<Integer, Wanted> first) {
        world.clock.advance(Duration.ofMinutes(1));
        var requestId = "00000000-0000-4000-8000-00000000000" + id;
        var before = named(requestId);
        if (lost) {
            lose(inOther ? otherState : world.state);
        }

        var answer = answer(inOther ? other : world.core, request, requestId);

        var after = named(requestId);
        if (before.isEmpty()) {
            if (!after.isEmpty()) {
                first.put(id, request);
            }
        } else {
            assertThat(after).isEqualTo(before);
            boolean isSame = request.equals(first.get(id));
            answer.ifPresent(it -> {
                assertThat(it.commits()).isEqualTo(isSame ? before : List.of());
                assertThat(it.problem()).isEqualTo(isSame ? null : ProblemCode.REQUEST_ID_TAKEN);
            });
        }
        answer.filter(it -> it.problem() == null && !it.commits().isEmpty())
                .ifPresent(it -> assertThat(it.commits()).isEqualTo(after));
    }

    /** The next push of this process succeeds, but its answer is lost, and so is the look at the branch. */
    private static void lose(InMemoryStateRepository state) {
        state.beforeNextCommit(() -> {
            state.loseNextAnswer();
            state.failNextSnapshot(Problem.of(ProblemCode.GIT_DENIED, "denied", "", "log in"));
        });
    }

    /** The commits that name the id, in their order. */
    private List<CommitId> named(String requestId) {
        var found = new ArrayList<CommitId>();
        var state = world.state.anotherInstance();
        state.commits(state.snapshot(), null, commit -> {
            if (CommitMessage.parse(commit.message())
                    .trailer(TrailerKey.REQUEST_ID)
                    .filter(requestId::equals)
                    .isPresent()) {
                found.add(0, commit.id());
            }
            return true;
        });
        return found;
    }

    /** Empty if there is no answer. */
    private static Optional<Answer> answer(IdpCore core, Wanted request, String requestId) {
        try {
            return Optional.of(send(
                    core,
                    request,
                    new RequestContext(platform(), Trigger.CLI, null, RequestId.parse(requestId), false)));
        } catch (IdpException e) {
            assertThat(e.problem().code()).isIn(ProblemCode.OUTCOME_UNKNOWN, ProblemCode.GIT_DENIED);
            return Optional.empty();
        }
    }

    private static Answer send(IdpCore core, Wanted request, RequestContext context) {
        var address = request.address();
        var image = ImageChoice.parse(request.number());
        var anything = ExpectedCurrent.anything();
        return switch (request.kind()) {
            case RELEASE -> of(core.releases().release(ReleaseRequest.of(address, image, context)));
            case ROLL_BACK ->
                of(core.rollbacks()
                        .rollback(new RollbackRequest(
                                address, RollbackTarget.before(), anything, new Reason("it broke"), true, context)));
            case PROMOTE ->
                of(core.promotions()
                        .promote(new PromotionRequest(DEV, PROD, anything, null, context))
                        .release());
            case CREATE -> of(core.environments().create(new CreateRequest(address, request.file(), image, context)));
            case APPLY -> of(core.environments().apply(new ApplyRequest(address, request.file(), false, context)));
            case CONFIGURE ->
                of(core.configuration()
                        .set(address, List.of(new Assignment("runtime.scaling.replicas", request.number())), context));
            case HOLD -> of(core.holds().hold(address, context));
            case RESUME -> of(core.holds().resume(address, context));
            case RETIRE -> of(core.environments().retire(address, context));
            case STOP -> of(core.stops().stop(new Reason("reason " + request.number()), context));
            case START -> of(core.stops().start(context));
            case INIT -> of(core.initialization().init(context));
        };
    }

    private static Answer of(ReleaseOutcome outcome) {
        return outcome.match(new ReleaseOutcome.Cases<>(
                updated -> new Answer(updated.commits(), null),
                unchanged -> new Answer(List.of(), null),
                rejected -> new Answer(List.of(), rejected.problem().code()),
                held -> new Answer(List.of(), null),
                planned -> new Answer(List.of(), null)));
    }

    private static Answer of(ChangeOutcome outcome) {
        return outcome.match(
                changed -> new Answer(changed.commits(), null),
                unchanged -> new Answer(List.of(), null),
                rejected -> new Answer(List.of(), rejected.problem().code()),
                planned -> new Answer(List.of(), null));
    }
}
