// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.ToyRegistry.Mischief.HUGE_LIST;
import static io.meshcloud.idp.core.service.ToyRegistry.Mischief.NONE;
import static io.meshcloud.idp.core.service.ToyRegistry.Mischief.NO_ANSWER;
import static io.meshcloud.idp.core.service.ToyRegistry.Mischief.NO_LISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.service.ToyRegistry.Mischief;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the registry of one repository does, the results of the other environments of a look do not change. */
class NeighbourProperties {
    private static final int ENVIRONMENTS = 6;

    /** Two environments for each of three hosts. */
    private static ImageRepository repository(int number) {
        return ImageRepository.parse("registry" + number % 3 + ".example.org/team/app" + number);
    }

    private static EnvironmentAddress address(int number) {
        return EnvironmentAddress.parse("likvid/app" + number + "/dev");
    }

    private static Map<EnvironmentAddress, String> look(int bad, Mischief mischief, boolean whenListed) {
        var world = new World();
        world.settings("releases: {deployOnPush: true}");
        for (int i = 0; i < ENVIRONMENTS; i++) {
            var file = World.file("dev")
                    .replace(
                            "registry.example.org/team-a/app1/dev",
                            repository(i).toString())
                    .replace("app: app1", "app: app" + i)
                    .replace("app1-dev", "app" + i + "-dev")
                    .replace("host: app1-dev", "host: app" + i + "-dev");
            world.state.foreignCommit(
                    "env", Map.of(World.environmentPath(address(i)).value(), Bytes.utf8(file)));
            world.registry.push(repository(i), TestImage.of("image " + i, World.START), Tag.parse("1." + i));
        }
        var toy = new ToyRegistry(world.registry, repository(bad), mischief, whenListed);
        var core = IdpCore.builder(world.state, toy, toy, world.clock)
                .deadline(toy::deadline)
                .build();
        var rows = new LinkedHashMap<EnvironmentAddress, String>();
        for (var looked :
                core.reconciliation().reconcile(false, (done, all) -> {}).environments()) {
            rows.put(looked.address(), told(looked));
        }
        return rows;
    }

    private static String told(Looked looked) {
        var problem = looked.problem();
        if (problem != null) {
            return problem.code().toString();
        }
        var outcome = Objects.requireNonNull(looked.outcome());
        return outcome.getClass().getSimpleName() + " " + outcome.image().orElse(null);
    }

    @Property(tries = 120)
    void one_faulty_environment_does_not_affect_the_others(
            @ForAll @IntRange(max = ENVIRONMENTS - 1) int bad, @ForAll Mischief mischief, @ForAll boolean whenListed) {
        var expected = look(bad, NONE, whenListed);
        assertThat(expected.values()).allMatch(row -> row.startsWith("Updated"));

        var rows = look(bad, mischief, whenListed);

        assertThat(rows.keySet()).isEqualTo(expected.keySet());
        for (int i = 0; i < ENVIRONMENTS; i++) {
            // If a host never answers its listing, its other repositories have no answer either.
            boolean sameHost = mischief == NO_ANSWER && whenListed && i % 3 == bad % 3;
            if (i != bad && !sameHost) {
                assertThat(rows.get(address(i))).isEqualTo(expected.get(address(i)));
            }
        }
        if (mischief != NONE && (whenListed || !List.of(NO_LISTING, HUGE_LIST).contains(mischief))) {
            assertThat(rows.get(address(bad))).isEqualTo(code(mischief).toString());
        }
    }

    private static ProblemCode code(Mischief mischief) {
        return switch (mischief) {
            case PROBLEM -> ProblemCode.REGISTRY_FAULT;
            case OUT_OF_MEMORY -> ProblemCode.OUT_OF_MEMORY;
            case HUGE_LIST -> ProblemCode.REGISTRY_LIMIT_EXCEEDED;
            case NO_ANSWER -> ProblemCode.REGISTRY_UNREACHABLE;
            case NONE, NULL_POINTER, STACK_OVERFLOW, NO_LISTING -> ProblemCode.INTERNAL;
        };
    }
}
