// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.environment.ProvisioningOptions;
import io.meshcloud.idp.core.environment.RegistryProvisioningService;
import io.meshcloud.idp.core.environment.RegistryTarget;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import io.meshcloud.idp.spi.provisioning.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RegistryProvisioningServiceTest {
    private final World world = new World();
    private final RecordingProvisioner registry = new RecordingProvisioner();
    private final RegistryProvisioningService service = new RegistryProvisioningService(
            world.state, world.environments, world.core.platform(), registry, Observers.NONE);
    private final List<String> received = new ArrayList<>();

    /** Records its calls, and whether the environment was already committed. */
    private final class RecordingProvisioner implements RegistryProvisioner {
        private final List<RegistryPlan> plans = new ArrayList<>();
        private final List<Boolean> committed = new ArrayList<>();
        private List<String> remains = List.of();
        private @Nullable Problem failure;

        @Override
        public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
            fail();
            plans.add(plan);
            committed.add(!world.catalog.list(World.platform()).isEmpty());
            var account = new RobotAccount(RobotPurpose.PUSH, "robot", null, false);
            recipient.accept(new RobotCredential(account, Secret.of("secret")));
            return new ProvisioningResult(List.of(new ProvisioningStep("account", ProvisioningStep.Verdict.MADE)));
        }

        @Override
        public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
            return provision(plan, recipient);
        }

        @Override
        public List<RobotAccount> accounts(ImageRepository repository) {
            fail();
            return List.of();
        }

        @Override
        public List<String> remains(ImageRepository repository) {
            fail();
            return remains;
        }

        private void fail() {
            if (failure != null) {
                throw failure.asException();
            }
        }
    }

    private static CreateRequest request(Caller caller) {
        return new CreateRequest(World.DEV, Bytes.utf8(World.file("dev")), null, World.context(caller));
    }

    private static Caller team(Right... rights) {
        return Caller.granted(
                new Actor("team"), List.of(new Grant(AddressPattern.parse("likvid/*/*"), Set.of(rights))));
    }

    private void receive(RegistryTarget target, RobotCredential credential) {
        received.add(target.repository() + " " + credential.secret().reveal());
    }

    @Nested
    class Creating {
        @Test
        void creates_the_project_before_the_environment() {
            var creation = service.create(
                    request(World.platform()),
                    ProvisioningOptions.DEFAULT,
                    RegistryProvisioningServiceTest.this::receive);

            assertThat(creation.state()).isInstanceOf(ChangeOutcome.Changed.class);
            assertThat(registry.committed).containsExactly(false);
            assertThat(received).containsExactly(World.repository("dev") + " secret");
            assertThat(world.catalog.list(World.platform())).hasSize(1);
        }

        @Test
        void commits_nothing_if_the_project_cannot_be_created() {
            registry.failure = Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "down", "", "wait");

            var thrown = catchThrowableOfType(
                    IdpException.class,
                    () -> service.create(
                            request(World.platform()),
                            ProvisioningOptions.DEFAULT,
                            RegistryProvisioningServiceTest.this::receive));

            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(world.catalog.list(World.platform())).isEmpty();
        }

        @Test
        void requests_immutable_tags_if_the_environment_is_released_by_hand() {
            world.settings("environments:\n  dev:\n    deployPolicy:\n      mode: manual\n");

            service.create(
                    request(World.platform()),
                    ProvisioningOptions.DEFAULT,
                    RegistryProvisioningServiceTest.this::receive);

            assertThat(registry.plans)
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.immutableTags()).isTrue());
        }

        @Test
        void provisions_nothing_in_a_dry_run() {
            var dryRun = new CreateRequest(World.DEV, Bytes.utf8(World.file("dev")), null, World.dryRun());

            var creation =
                    service.create(dryRun, ProvisioningOptions.DEFAULT, RegistryProvisioningServiceTest.this::receive);

            assertThat(creation.state()).isInstanceOf(ChangeOutcome.Planned.class);
            assertThat(registry.plans).isEmpty();
            assertThat(received).isEmpty();
            assertThat(world.catalog.list(World.platform())).isEmpty();
        }

        @Test
        void requires_the_right_to_create() {
            var creation = service.create(
                    request(team(Right.RELEASE, Right.CONFIGURE)),
                    ProvisioningOptions.DEFAULT,
                    RegistryProvisioningServiceTest.this::receive);

            assertThat(creation.state()).isInstanceOf(ChangeOutcome.Rejected.class);
            assertThat(registry.plans).isEmpty();
        }
    }

    @Nested
    class An_existing_environment {
        @Test
        void can_be_provisioned_and_its_accounts_renewed_by_the_platform_only() {
            var dev = new RegistryProvisioningServiceTest();
            dev.service.create(request(World.platform()), ProvisioningOptions.DEFAULT, dev::receive);

            for (var call : List.<Consumer<Caller>>of(
                    caller -> dev.service.provision(World.DEV, ProvisioningOptions.DEFAULT, caller, dev::receive),
                    caller -> dev.service.rotate(World.DEV, null, Duration.ofDays(1), caller, dev::receive),
                    caller -> dev.service.target(World.DEV, caller))) {
                call.accept(World.platform());
                var thrown = catchThrowableOfType(
                        IdpException.class, () -> call.accept(team(Right.RELEASE, Right.ROLL_BACK)));
                assertThat(thrown.problem().code()).isEqualTo(ProblemCode.FORBIDDEN);
            }
            assertThat(dev.received).hasSize(3);
        }

        @Test
        void is_retired_with_a_list_of_what_remains() {
            registry.remains = List.of("project likvid", "repository likvid/dev with 3 artifacts");

            assertThat(retired())
                    .containsExactly(
                            "this stays at the registry: project likvid, repository likvid/dev with 3 artifacts");
        }

        @Test
        void is_retired_without_a_list_if_nothing_remains() {
            assertThat(retired())
                    .containsExactly("nothing of the environment stays at the registry registry.example.org");
        }

        @Test
        void is_retired_if_its_registry_has_no_accounts_of_idp() {
            registry.failure = Problem.of(ProblemCode.NOT_PROVISIONABLE, "no Harbor", "", "");

            assertThat(retired())
                    .containsExactly("this stays at the registry: the images in " + World.repository("dev"));
        }

        @Test
        void is_retired_although_the_tracked_repository_is_unreadable() {
            world.environments.create(request(World.platform()));
            world.state.foreignCommit(
                    "oops", Map.of(World.environmentPath(World.DEV).value(), Bytes.utf8("kind: [")));

            assertThat(service.retire(World.DEV, World.context()).warnings())
                    .extracting(Warning::what)
                    .singleElement()
                    .asString()
                    .contains("it is unknown what stays at the registry");
        }

        private List<String> retired() {
            world.environments.create(request(World.platform()));
            var outcome = service.retire(World.DEV, World.context());
            assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
            return outcome.warnings().stream().map(Warning::what).toList();
        }

        @Test
        void causes_no_request_if_the_caller_may_not_retire_it() {
            world.environments.create(request(World.platform()));
            registry.remains = List.of("a project of somebody else's");

            var outcome = service.retire(World.DEV, World.context(team(Right.RELEASE)));

            assertThat(outcome).isInstanceOf(ChangeOutcome.Rejected.class);
            assertThat(outcome.warnings()).isEmpty();
        }
    }
}
