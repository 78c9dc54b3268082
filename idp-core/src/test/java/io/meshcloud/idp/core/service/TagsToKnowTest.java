// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A tag whose name alone says that automation does not take it is not looked up, because that would cost a request. */
class TagsToKnowTest {
    private final World world = World.withDev();
    private final List<Wanted> asked = new ArrayList<>();
    private final IdpCore core = IdpCore.builder(
                    world.state,
                    world.registry,
                    wanted -> {
                        asked.addAll(wanted);
                        return world.registry.list(wanted);
                    },
                    world.clock)
            .build();

    private void rule(String fields) {
        world.settings("automation:\n" + ("- environments: [\"*/*/*\"]\n" + fields.indent(2)).indent(2)
                + "releases:\n  deployOnPush: true\n");
    }

    private void push(String... tags) {
        world.clock.advance(Duration.ofMinutes(1));
        var now = world.clock.instant();
        world.registry.push(
                repository("dev"),
                TestImage.of(List.of(tags).toString(), now),
                Stream.of(tags).map(Tag::parse).toArray(Tag[]::new));
    }

    private ReleaseOutcome look() {
        return core.reconciliation()
                .reconcile(false, (done, all) -> {})
                .environments()
                .get(0)
                .outcome();
    }

    private boolean isLookedUp(String tag) {
        return asked.get(asked.size() - 1).isOfInterest(Tag.parse(tag));
    }

    private String running() {
        return world.devRelease()
                .flatMap(release -> release.image().optionalTag())
                .map(Tag::value)
                .orElse("nothing");
    }

    @Test
    void an_ignored_tag_is_not_looked_up() {
        rule("ignore: [\"nightly-.*\"]");
        push("nightly-1");
        push("build-1");

        look();

        assertThat(isLookedUp("nightly-1")).isFalse();
        assertThat(isLookedUp("build-1")).isTrue();
        assertThat(running()).isEqualTo("build-1");
    }

    @Test
    void a_tag_without_a_version_is_not_looked_up_where_versions_decide() {
        rule("order: semver");
        push("latest");
        push("1.0.0");

        look();

        assertThat(isLookedUp("latest")).isFalse();
        assertThat(isLookedUp("1.0.0")).isTrue();
    }

    @Test
    void a_refused_version_is_looked_up_only_if_it_is_higher_than_what_was_seen() {
        rule("order: semver\nrange: \">=1.0.0 <2.0.0\"");
        push("1.5.0");
        look();
        look();

        assertThat(isLookedUp("0.9.0")).isFalse();
        assertThat(isLookedUp("1.4.0-rc.1")).isFalse();
        assertThat(isLookedUp("2.1.0")).isTrue();
        assertThat(isLookedUp("1.4.0")).isTrue();
    }

    /** The digest that runs as "latest" is 2.0.0-rc.1, so 1.9.1 would be a step back. */
    @Test
    void no_version_below_the_running_one_is_released_if_that_runs_under_another_tag() {
        world.settings("releases:\n  deployOnPush: true\n");
        push("1.9.0");
        push("2.0.0-rc.1", "latest");
        world.release("latest");

        rule("order: semver");
        push("1.9.1");

        assertThat(look()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        assertThat(running()).isEqualTo("latest");
    }

    @Test
    void the_warning_that_no_tag_fits_counts_those_that_were_not_looked_up() {
        rule("ignore: [\"nightly-.*\"]");
        push("nightly-1");
        push("nightly-2");

        assertThat(look().details().warnings())
                .extracting(Warning::what)
                .containsExactly("2 tags, none fits spec.automation[0], so automation takes no image");
    }
}
