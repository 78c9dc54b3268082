// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.environment.ApplyRequest;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.testkit.derived.InMemoryDerivedFiles;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class DerivedFilesProperties {
    private static final List<EnvironmentAddress> ADDRESSES = List.of(
            EnvironmentAddress.parse("likvid/hello-api/dev"),
            EnvironmentAddress.parse("likvid/hello-api/prod"),
            EnvironmentAddress.parse("acme/shop/staging"));

    /** What is done to an environment, by which of two processes, and whether the other one writes in between. */
    record Step(EnvironmentAddress address, int action, boolean first, boolean conflict) {
        void run(World world, IdpCore one, IdpCore two) {
            var mine = first ? one : two;
            var others = first ? two : one;
            var armed = new AtomicBoolean(conflict);
            var other = ADDRESSES.get((ADDRESSES.indexOf(address) + 1) % ADDRESSES.size());
            world.state.beforeNextCommit(() -> {
                if (armed.getAndSet(false)) {
                    new Step(other, action / 2, true, false).act(others);
                }
            });
            act(mine);
            // If nothing was committed, the action must not run in the commit of a later step.
            armed.set(false);
        }

        private void act(IdpCore core) {
            var kind = address.segments().get(2).value();
            var file = World.file(kind)
                    .replace("app1", "app1-" + address.segments().get(0));
            switch (action) {
                case 0, 1, 2 ->
                    core.environments().create(new CreateRequest(address, Bytes.utf8(file), null, context()));
                case 3 -> core.environments().retire(address, context());
                case 4 ->
                    core.environments()
                            .apply(new ApplyRequest(
                                    address, Bytes.utf8(file.replace("replicas: 2", "replicas: 4")), true, context()));
                case 5 ->
                    core.configuration()
                            .set(address, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());
                case 6 -> core.holds().hold(address, context());
                default -> core.initialization().init(context());
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(ADDRESSES),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.of(true, false),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true))))
                .as(Step::new)
                .list()
                .ofMaxSize(16);
    }

    @Property(tries = 200)
    void whatever_two_processes_change_no_derived_file_is_stale(@ForAll("steps") List<Step> steps) {
        var generator = new InMemoryDerivedFiles();
        var world = new World(generator);
        var other = world.anotherProcess();

        for (var step : steps) {
            step.run(world, world.core, other);
            assertThat(generator.edits(world.state.snapshot(), Platform.DEFAULT, null))
                    .isEmpty();
        }

        assertThat(world.verify().findings()).isEmpty();
    }
}
