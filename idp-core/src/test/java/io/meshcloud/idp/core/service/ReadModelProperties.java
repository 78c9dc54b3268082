// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rewrite.RewriteService;
import io.meshcloud.idp.core.summary.EnvironmentQuery;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.state.ReadModelStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** The read model is what a fresh reading is, after any sequence of commits of the platform and of others. */
class ReadModelProperties {
    private static final List<EnvironmentAddress> ADDRESSES = List.of(
            DEV, EnvironmentAddress.parse("likvid/other-api/dev"), EnvironmentAddress.parse("acme/hello-api/staging"));

    /** Something that happens to the branch. */
    private enum Event {
        CREATE,
        RELEASE,
        HOLD,
        RESUME,
        RETIRE,
        BREAK_ENVIRONMENT,
        BREAK_RELEASE,
        REMOVE_BY_HAND,
        RENAME_FOLDER,
        STRAY_FILE,
        LINK,
        STOP,
        FREEZE,
        CHANGE_LIMITS,
        CHANGE_LAYOUT,
        BREAK_SETTINGS,
        REMOVE_SETTINGS,
        DROP_COMMITS,
        NOTHING
    }

    private record Step(Event event, EnvironmentAddress address) {}

    @Provide
    Arbitrary<List<Step>> stories() {
        return Combinators.combine(Arbitraries.of(Event.class), Arbitraries.of(ADDRESSES))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    /** Keeps the bytes in memory, as a cache folder does. */
    private static final class Kept implements ReadModelStore {
        private @Nullable Bytes bytes;

        @Override
        public Optional<Bytes> load() {
            return Optional.ofNullable(bytes);
        }

        @Override
        public void save(Bytes saved) {
            bytes = saved;
        }
    }

    @Property(tries = 150)
    void equals_a_fresh_reading(@ForAll("stories") List<Step> story) {
        var world = World.withDev();
        world.push("1");
        var kept = new Kept();
        var living = world.anotherProcess();
        int tick = 0;
        for (var step : story) {
            world.clock.advance(Duration.ofMinutes(1));
            apply(world, step, tick++);
            var fresh = list(world.anotherProcess());

            assertThat(list(living)).isEqualTo(fresh);
            var next = processWith(world, kept);
            assertThat(list(next)).isEqualTo(fresh);
            next.readModel().store();
        }
    }

    private static List<EnvironmentSummary> list(IdpCore core) {
        return core.catalog().list(World.platform(), EnvironmentQuery.ALL).rows();
    }

    private static IdpCore processWith(World world, ReadModelStore store) {
        return IdpCore.builder(world.state, world.registry, world.registry, world.clock)
                .store(store)
                .build();
    }

    private static void apply(World world, Step step, int tick) {
        var address = step.address();
        var environment = World.environmentPath(address).value();
        var release = World.releasePath(address).value();
        var file = Bytes.utf8(World.file(address.segments().get(2).value())
                .replace("app1", address.segments().get(1).value())
                .replace("team-a", address.segments().get(0).value()));
        switch (step.event()) {
            case CREATE -> world.environments.create(new CreateRequest(address, file, null, World.context()));
            case RELEASE -> world.releases.release(ReleaseRequest.of(address, ImageChoice.parse("1"), World.context()));
            case HOLD -> world.holds.hold(address, World.context().because(new Reason("wait " + tick)));
            case RESUME -> world.holds.resume(address, World.context());
            case RETIRE -> world.environments.retire(address, World.context());
            case BREAK_ENVIRONMENT -> foreign(world, environment, "kind: AppEnvironment\nspec: [" + tick + "]\n");
            case BREAK_RELEASE -> foreign(world, release, "kind: AppRelease\nspec: " + tick + "\n");
            case REMOVE_BY_HAND -> foreign(world, environment, null);
            case RENAME_FOLDER -> {
                world.state.foreignRemoval("rename " + tick, environment);
                foreign(world, environment.replace("likvid", "renamed").replace("acme", "renamed"), file.asText());
            }
            case STRAY_FILE -> foreign(world, "stray/" + tick + "/app-env.yaml", "kind: AppEnvironment\n");
            case LINK -> world.state.foreignLink("link " + tick, environment);
            case STOP -> world.stops.stop(new Reason("fire " + tick), World.context());
            case FREEZE ->
                world.settings(
                        "releases:\n  deployOnPush: " + (tick % 2 == 0) + "\n  stopped: \"reason " + tick + "\"");
            case CHANGE_LIMITS -> world.settings("limits:\n  replicas: " + (tick % 3 + 1));
            case CHANGE_LAYOUT ->
                world.settings("layout: "
                        + (tick % 2 == 0 ? "apps/{team}/{app}/{env}" : "workspaces/{w}/projects/{p}/tenants/{t}"));
            case BREAK_SETTINGS -> world.breakSettings();
            case REMOVE_SETTINGS -> foreign(world, "platform/platform.yaml", null);
            case DROP_COMMITS -> {
                if (world.state.commits().size() > 2) {
                    world.state.foreignRewrite(2);
                    var tip = world.state.look().orElseThrow().commit().value();
                    new RewriteService(world.state).accept(tip, World.context());
                }
            }
            case NOTHING -> foreign(world, "README.md", "tick " + tick);
        }
    }

    private static void foreign(World world, String path, @Nullable String text) {
        if (text == null) {
            world.state.foreignRemoval("by hand", path);
        } else {
            world.state.foreignCommit("by hand", Map.of(path, Bytes.utf8(text)));
        }
    }
}
