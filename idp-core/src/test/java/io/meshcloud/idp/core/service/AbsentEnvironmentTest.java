// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbsentEnvironmentTest {
    private final World world = World.withDev();

    @Test
    void the_most_similar_address_is_suggested() {
        var typed = EnvironmentAddress.parse("likvid/hello-api/dve");

        assertThat(refusals(typed))
                .allSatisfy(problem -> assertThat(problem.fix()).startsWith("did you mean 'likvid/hello-api/dev'?"));
    }

    @Test
    void no_address_is_suggested_if_none_is_similar() {
        assertThat(refusals(EnvironmentAddress.parse("acme/shop/production")))
                .allSatisfy(problem -> assertThat(problem.fix()).startsWith("`idp env list`"));
    }

    @Test
    void a_retired_environment_is_reported_with_the_last_commit_that_contains_it() {
        world.environments.retire(DEV, context());
        var commit = world.revisions(environmentPath(DEV)).get(0).commit().abbreviated();

        assertThat(refusals(DEV)).allSatisfy(problem -> {
            assertThat(problem.what()).contains("was retired in " + commit);
            assertThat(problem.fix()).contains("git show " + commit + "~1:" + environmentPath(DEV));
        });
    }

    @Test
    void a_repository_without_environments_is_reported_with_the_command_to_create_one() {
        var empty = new World();

        var problem = show(empty, DEV);

        assertThat(problem.what()).contains("the repository has no other one yet");
        assertThat(problem.fix()).contains("idp init", "idp env create");
    }

    /** The problems that release, rollback, set, hold, retire and show report. */
    private List<Problem> refusals(EnvironmentAddress address) {
        var image = ImageChoice.parse("1.0.0");
        var rollback = new RollbackRequest(
                address, RollbackTarget.before(), ExpectedCurrent.anything(), new Reason("test"), false, context());
        var problems = List.of(
                problem(world.releases.release(ReleaseRequest.of(address, image, context()))),
                problem(world.rollbacks.rollback(rollback)),
                problem(world.configuration.set(
                        address, List.of(Assignment.parse("runtime.scaling.replicas=3")), context())),
                problem(world.holds.hold(address, context())),
                problem(world.environments.retire(address, context())),
                show(world, address));
        assertThat(problems).extracting(Problem::code).containsOnly(ProblemCode.ENVIRONMENT_NOT_FOUND);
        return problems;
    }

    private static Problem problem(ReleaseOutcome outcome) {
        return ((ReleaseOutcome.Rejected) outcome).problem();
    }

    private static Problem problem(ChangeOutcome outcome) {
        return ((ChangeOutcome.Rejected) outcome).problem();
    }

    private static Problem show(World world, EnvironmentAddress address) {
        return catchThrowableOfType(IdpException.class, () -> world.catalog.show(World.platform(), address))
                .problem();
    }
}
