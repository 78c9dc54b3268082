// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.environment.ApplyRequest;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.environment.ProvisioningOptions;
import io.meshcloud.idp.core.environment.RegistryProvisioningService;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of every service, with every right: nothing is allowed that is not granted. */
class RightsTest {
    private static final EnvironmentAddress FOREIGN = EnvironmentAddress.parse("other/secret-app/dev");
    private static final String FOREIGN_REPOSITORY = "registry.example.org/other/secret-app/dev";
    private static final AddressPattern EVERYWHERE = AddressPattern.parse("*/*/*");

    /** Methods that make no decision for a caller. */
    private static final Map<String, String> WITHOUT_CALLER = Map.of(
            "ValidationService.with", "only configures the service",
            "AutomationService.update", "the platform's own automation, which has a context of its own",
            "ReconcileService.reconcile", "the platform's own automation",
            "ReconcileService.lookFirst", "changes only the order of a poll",
            "PushService.pushed", "the platform's own automation, started by a registry",
            "EnvironmentCatalog.presence", "asks about an environment that show() returned",
            "RegistryProvisioningService.accounts", "asks about a target that target() returned",
            "RegistryProvisioningService.create", "EnvironmentService.create decides before anything is provisioned",
            "RegistryProvisioningService.retire", "EnvironmentService.retire decides before anything is asked");

    /** A method of a service, called for the environment DEV. Its sets and functions are constants. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Operation {
        LIST(
                "EnvironmentCatalog.list",
                EnumSet.allOf(Right.class),
                (world, caller) -> sees(world.catalog.list(caller).stream()
                        .map(EnvironmentSummary::address)
                        .toList())),
        UNREAD("EnvironmentCatalog.unread", Set.of(), (world, caller) -> {
            world.state.foreignCommit("stray", Map.of("stray/app-env.yaml", Bytes.utf8("x: 1")));
            return world.catalog.unread(caller, world.state.snapshot()).isEmpty() ? ProblemCode.FORBIDDEN : null;
        }),
        SHOW("EnvironmentCatalog.show", EnumSet.allOf(Right.class), (world, caller) -> {
            world.catalog.show(caller, DEV);
            return null;
        }),
        HISTORY("HistoryService.history", EnumSet.allOf(Right.class), (world, caller) -> {
            world.histories.history(caller, new HistoryRequest(DEV, 5, null));
            return null;
        }),
        EXPLAIN("ExplainService.explain", EnumSet.allOf(Right.class), (world, caller) -> {
            world.core.explanations().explain(DEV, null, dryRun(caller));
            return null;
        }),
        IMAGES("ImageOverviewService.images", EnumSet.allOf(Right.class), (world, caller) -> {
            world.core.images().images(caller, DEV);
            return null;
        }),
        VERIFY("VerificationService.verify", EnumSet.allOf(Right.class), (world, caller) -> {
            world.state.foreignCommit(
                    "by hand", Map.of(World.releasePath(DEV).value(), Bytes.utf8("kind: AppRelease")));
            var request = new VerificationRequest(null, Set.of(InMemoryStateRepository.PLATFORM), false);
            return world.core.verification().verify(caller, request, commits -> {}).findings().stream()
                            .anyMatch(finding ->
                                    finding.path().equals(World.releasePath(DEV).value()))
                    ? null
                    : ProblemCode.FORBIDDEN;
        }),
        VALIDATE("ValidationService.validate", EnumSet.allOf(Right.class), (world, caller) -> {
            world.state.foreignCommit(
                    "by hand", Map.of(World.releasePath(DEV).value(), Bytes.utf8("kind: AppRelease")));
            return new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                            .validate(caller, world.state.snapshot(), ValidationService.Progress.silent())
                            .findings()
                            .isEmpty()
                    ? ProblemCode.FORBIDDEN
                    : null;
        }),
        RELEASE(
                "ReleaseService.release",
                Set.of(Right.RELEASE),
                (world, caller) ->
                        code(world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("2"), context(caller))))),
        FORESEE(
                "ReleaseService.foresee",
                Set.of(Right.RELEASE),
                (world, caller) -> code(world.releases.foresee(
                        ReleaseRequest.of(DEV, ImageChoice.parse("2"), context(caller)), world.registry))),
        PROMOTE(
                "PromotionService.promote",
                Set.of(Right.RELEASE),
                (world, caller) -> code(world.promotions
                        .promote(new PromotionRequest(DEV, DEV, ExpectedCurrent.anything(), null, context(caller)))
                        .release())),
        ROLL_BACK(
                "RollbackService.rollback",
                Set.of(Right.ROLL_BACK),
                (world, caller) -> code(world.rollbacks.rollback(new RollbackRequest(
                        DEV,
                        RollbackTarget.before(),
                        ExpectedCurrent.anything(),
                        new Reason("it broke"),
                        false,
                        context(caller))))),
        HOLD(
                "HoldService.hold",
                Set.of(Right.HOLD),
                (world, caller) -> code(world.holds.hold(DEV, context(caller).because(new Reason("wait"))))),
        RESUME(
                "HoldService.resume",
                Set.of(Right.HOLD),
                (world, caller) -> code(world.holds.resume(DEV, context(caller)))),
        CONFIGURE(
                "ConfigurationService.set",
                Set.of(Right.CONFIGURE),
                (world, caller) -> code(world.configuration.set(
                        DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context(caller)))),
        CREATE(
                "EnvironmentService.create",
                Set.of(Right.PROVISION),
                (world, caller) -> code(world.environments.create(
                        new CreateRequest(DEV, Bytes.utf8(World.file("dev")), null, context(caller))))),
        APPLY(
                "EnvironmentService.apply",
                Set.of(Right.PROVISION),
                (world, caller) -> code(world.environments.apply(
                        new ApplyRequest(DEV, Bytes.utf8(World.file("dev") + "\n"), false, context(caller))))),
        RETIRE(
                "EnvironmentService.retire",
                Set.of(Right.PROVISION),
                (world, caller) -> code(world.environments.retire(DEV, context(caller)))),
        TARGET("RegistryProvisioningService.target", Set.of(Right.PROVISION), (world, caller) -> {
            provisioning(world).target(DEV, caller);
            return null;
        }),
        PROVISION("RegistryProvisioningService.provision", Set.of(Right.PROVISION), (world, caller) -> {
            provisioning(world)
                    .provision(
                            DEV,
                            new ProvisioningOptions(null, null, null, null, false),
                            caller,
                            (target, secret) -> {});
            return null;
        }),
        ROTATE("RegistryProvisioningService.rotate", Set.of(Right.PROVISION), (world, caller) -> {
            provisioning(world).rotate(DEV, null, Duration.ZERO, caller, (target, secret) -> {});
            return null;
        }),
        STOP(
                "StopService.stop",
                Set.of(),
                (world, caller) -> code(world.stops.stop(new Reason("fire"), context(caller)))),
        START("StopService.start", Set.of(), (world, caller) -> code(world.stops.start(context(caller)))),
        INIT("InitService.init", Set.of(), (world, caller) -> code(world.init.init(context(caller))));

        private final String method;
        private final Set<Right> sufficient;
        private final BiFunction<World, Caller, @Nullable ProblemCode> call;

        /**
         * @param sufficient the rights on DEV that allow it, each by itself
         * @param call returns why it was refused; null if it was not
         */
        Operation(String method, Set<Right> sufficient, BiFunction<World, Caller, @Nullable ProblemCode> call) {
            this.method = method;
            this.sufficient = sufficient;
            this.call = call;
        }

        boolean isAllowed(Caller caller) {
            var world = World.withDev();
            world.pushAndRelease("1");
            world.push("2");
            var code = call(world, caller);
            return code != ProblemCode.FORBIDDEN && code != ProblemCode.ENVIRONMENT_NOT_FOUND;
        }

        private @Nullable ProblemCode call(World world, Caller caller) {
            try {
                return call.apply(world, caller);
            } catch (IdpException e) {
                return e.problem().code();
            }
        }
    }

    private static RegistryProvisioningService provisioning(World world) {
        return new RegistryProvisioningService(
                world.state, world.environments, world.core.platform(), new CompleteRegistry(), Observers.NONE);
    }

    /** A registry at which nothing is missing. */
    private static final class CompleteRegistry implements RegistryProvisioner {
        @Override
        public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
            return new ProvisioningResult(List.of());
        }

        @Override
        public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
            return new ProvisioningResult(List.of());
        }

        @Override
        public List<RobotAccount> accounts(ImageRepository repository) {
            return List.of();
        }

        @Override
        public List<String> remains(ImageRepository repository) {
            return List.of();
        }
    }

    private static RequestContext context(Caller caller) {
        return World.context(caller);
    }

    private static RequestContext dryRun(Caller caller) {
        return context(caller).asDryRun();
    }

    private static @Nullable ProblemCode sees(List<EnvironmentAddress> addresses) {
        return addresses.equals(List.of(DEV)) ? null : ProblemCode.FORBIDDEN;
    }

    private static @Nullable ProblemCode code(ReleaseOutcome outcome) {
        return outcome instanceof ReleaseOutcome.Rejected rejected
                ? rejected.problem().code()
                : null;
    }

    private static @Nullable ProblemCode code(ChangeOutcome outcome) {
        return outcome instanceof ChangeOutcome.Rejected rejected
                ? rejected.problem().code()
                : null;
    }

    private static Caller caller(AddressPattern addresses, Right... rights) {
        return Caller.granted(new Actor("team"), List.of(new Grant(addresses, Set.of(rights))));
    }

    static Stream<Arguments> everyOperationAndRight() {
        return Arrays.stream(Operation.values())
                .flatMap(operation -> Arrays.stream(Right.values()).map(right -> Arguments.of(operation, right)));
    }

    @ParameterizedTest
    @MethodSource("everyOperationAndRight")
    void a_right_allows_its_own_operations_in_its_own_environments(Operation operation, Right right) {
        assertThat(operation.isAllowed(caller(AddressPattern.of(DEV), right)))
                .isEqualTo(operation.sufficient.contains(right));
        assertThat(operation.isAllowed(caller(AddressPattern.of(PROD), right))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void the_platform_may_do_everything_and_a_caller_without_grants_nothing(Operation operation) {
        assertThat(operation.isAllowed(World.platform())).isTrue();
        assertThat(operation.isAllowed(Caller.granted(new Actor("team"), List.of())))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"STOP", "START"})
    void a_stop_needs_that_right_everywhere(Operation operation) {
        assertThat(operation.isAllowed(caller(EVERYWHERE, Right.STOP))).isTrue();
        assertThat(operation.isAllowed(caller(EVERYWHERE, Right.PROVISION, Right.RELEASE)))
                .isFalse();
    }

    /** A new method of a service has no rule until somebody writes one here. */
    @Test
    void every_method_of_a_service_is_in_the_table() {
        var methods = Arrays.stream(IdpCore.class.getMethods())
                .filter(method ->
                        method.getDeclaringClass() == IdpCore.class && !Modifier.isStatic(method.getModifiers()))
                .map(Method::getReturnType)
                .filter(type -> type.getSimpleName().endsWith("Service")
                        || type.getSimpleName().endsWith("Catalog"))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        var known = Arrays.stream(Operation.values())
                .map(operation -> operation.method)
                .collect(Collectors.toSet());
        // In a test of its own, because it needs a rewritten branch.
        known.add("RewriteService.accept");
        known.addAll(WITHOUT_CALLER.keySet());
        assertThat(methods).containsExactlyInAnyOrderElementsOf(known);
    }

    /** What a caller is told of environments that they may not see. */
    @Nested
    class Other_environments {
        private final World world = World.withDev();
        private final Caller team = caller(AddressPattern.of(DEV), Right.VIEW, Right.PROVISION, Right.RELEASE);

        Other_environments() {
            world.state.foreignCommit(
                    "foreign",
                    Map.of(
                            World.environmentPath(FOREIGN).value(),
                            Bytes.utf8(World.file("dev")
                                    .replace("registry.example.org/team-a/app1/dev", FOREIGN_REPOSITORY)
                                    .replace("app1", "secret-app")
                                    .replace("team-a", "other"))));
        }

        private void assertDiscreet(Object answer) {
            assertThat(answer.toString()).doesNotContain("secret-app").doesNotContain("other/");
        }

        private Problem problem(Runnable call) {
            return catchThrowableOfType(IdpException.class, call::run).problem();
        }

        @Test
        void are_answered_like_environments_that_do_not_exist() {
            var missing = EnvironmentAddress.parse("other/secret-apq/dev");

            var existing = problem(() -> world.catalog.show(team, FOREIGN));
            var absent = problem(() -> world.catalog.show(team, missing));

            assertThat(existing.toString().replace("secret-app", "secret-apq")).isEqualTo(absent.toString());
        }

        @Test
        void are_no_suggestions() {
            var near = EnvironmentAddress.parse("other/secret-ap/dev");

            assertDiscreet(problem(() -> world.catalog.show(caller(AddressPattern.of(near), Right.VIEW), near))
                    .fix());
        }

        @Test
        void are_not_named_if_they_use_a_value_already() {
            var file =
                    Bytes.utf8(World.file("dev").replace("registry.example.org/team-a/app1/dev", FOREIGN_REPOSITORY));

            var outcome = world.environments.apply(new ApplyRequest(DEV, file, false, context(team)));

            var problem = ((ChangeOutcome.Rejected) outcome).problem();
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_UNIQUE);
            assertThat(problem.what())
                    .contains("the registry repository")
                    .endsWith("is also used by another environment");
            assertThat(problem.toString()).doesNotContain("workspaces/other");
        }

        @Test
        void that_track_the_same_repository_are_not_named_in_an_explanation() {
            world.state.foreignCommit(
                    "the same repository",
                    Map.of(World.environmentPath(FOREIGN).value(), Bytes.utf8(World.file("dev"))));
            world.settings("releases:\n  deployOnPush: true");

            var explanation = world.core.explanations().explain(DEV, null, dryRun(team));

            assertDiscreet(explanation);
            assertThat(explanation.toString()).contains("another environment");
            assertThat(world.core
                            .explanations()
                            .explain(DEV, null, dryRun(World.platform()))
                            .toString())
                    .contains(FOREIGN.toString());
        }

        @Test
        void are_absent_from_the_findings_of_a_validation() {
            world.state.foreignCommit(
                    "the same repository",
                    Map.of(World.environmentPath(FOREIGN).value(), Bytes.utf8(World.file("dev"))));

            var report = new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                    .validate(team, world.state.snapshot(), ValidationService.Progress.silent());

            assertThat(report.environments()).isEqualTo(1);
            assertThat(report.findings()).isNotEmpty();
            assertDiscreet(report.findings());
        }

        @Test
        void that_an_image_was_promoted_from_are_not_named_in_history() {
            var digest = world.push("1");
            world.state.foreignCommit(
                    "promoted\n\nIdp-Action: release\nIdp-Promoted-From: " + FOREIGN + "\n",
                    Map.of(World.releasePath(DEV).value(), Bytes.utf8("image: " + digest)));

            var own = world.histories
                    .history(team, new HistoryRequest(DEV, 1, null))
                    .entries()
                    .get(0);

            assertThat(own.promotedFrom()).isEqualTo("another environment");
            assertThat(world.histories
                            .history(World.platform(), new HistoryRequest(DEV, 1, null))
                            .entries()
                            .get(0)
                            .promotedFrom())
                    .isEqualTo(FOREIGN.toString());
        }
    }
}
