// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RobotNameTest {
    private static final HarborRepository APP = new HarborRepository("team-a", "app1");

    @Test
    void a_name_is_the_repository_the_purpose_and_from_the_second_on_the_generation() {
        var first = RobotName.first(APP, RobotPurpose.PUSH);

        assertThat(first.value()).isEqualTo("app1-push");
        assertThat(first.next().value()).isEqualTo("app1-push-2");
        assertThat(RobotName.first(APP, RobotPurpose.PULL).next().next().value())
                .isEqualTo("app1-pull-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app1", "app1/dev", "app1-dev", "app1--dev", "app1__dev", "app1.dev", "a/b/c", "x-push-2"})
    void every_name_is_valid_for_harbor_and_can_be_parsed(String repository) {
        for (var place :
                new HarborRepository[] {place(repository), place(repository + "/" + "long-".repeat(30) + "x")}) {
            var name = RobotName.first(place, RobotPurpose.PULL).next();

            assertThat(name.value()).matches("[a-z0-9]+(?:[._-][a-z0-9]+)*").hasSizeLessThan(100);
            assertThat(RobotName.read(place, RobotPurpose.PULL, "robot$team-a+" + name.value()))
                    .contains(name);
        }
    }

    @Test
    void repositories_with_similar_names_have_different_account_names() {
        assertThat(Stream.of("app1/dev", "app1-dev", "app1--dev", "app1__dev", "app1_dev", "app1.dev")
                        .map(repository -> RobotName.first(place(repository), RobotPurpose.PUSH)
                                .value()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "robot$team-a+app1-push, 1",
        "robot$team-a+app1-push-2, 2",
        "ci_team-a+app1-push-12, 12",
        "robot$team-a+app1-pull,",
        "robot$team-a+app1-push-0,",
        "robot$team-a+app1-push-02,",
        "robot$team-a+app1-push-2-push,",
        "robot$team-a+app1-push-x,",
        "robot$team-a+app1-push-12345678,",
        "robot$team-b+app1-push,",
        "app1-push,",
        "robot$app1-push,",
        "'',"
    })
    void only_names_of_the_repository_and_purpose_are_read(String shown, Integer generation) {
        assertThat(RobotName.read(APP, RobotPurpose.PUSH, shown).map(RobotName::generation))
                .isEqualTo(Optional.ofNullable(generation));
    }

    private static HarborRepository place(String repository) {
        return new HarborRepository("team-a", repository);
    }
}
