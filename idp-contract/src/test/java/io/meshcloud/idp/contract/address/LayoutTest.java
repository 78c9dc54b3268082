// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    @Test
    void is_workspace_project_and_tenant_by_default() {
        assertThat(Layout.DEFAULT.placeholders()).containsExactly("workspace", "project", "tenant");
        assertThat(Layout.DEFAULT.folder(EnvironmentAddress.parse("likvid/hello-api/dev")))
                .hasToString("workspaces/likvid/projects/hello-api/tenants/dev");
    }

    @Test
    void may_have_fixed_folders() {
        var layout = Layout.parse("apps/{team}/{app}/{env}");
        var address = EnvironmentAddress.parse("team-a/app1/dev");

        assertThat(layout.appEnvironment(address)).hasToString("apps/team-a/app1/dev/app-env.yaml");
        assertThat(layout.release(address)).hasToString("apps/team-a/app1/dev/release.yaml");
        assertThat(layout).hasToString("apps/{team}/{app}/{env}");
    }

    @Test
    void may_have_four_parts() {
        var layout = Layout.parse("workspaces/{workspace}/projects/{project}/tenants/{tenant}/apps/{app}");

        assertThat(layout.folder(EnvironmentAddress.parse("w/p/t/a")))
                .hasToString("workspaces/w/projects/p/tenants/t/apps/a");
    }

    @Test
    void has_a_folder_for_all_environments_of_an_application() {
        assertThat(Layout.DEFAULT.folderOfSiblings(EnvironmentAddress.parse("likvid/hello-api/dev")))
                .contains(StatePath.of("workspaces/likvid/projects/hello-api/tenants"));
        assertThat(Layout.parse("apps/{app}/{env}/deploy").folderOfSiblings(EnvironmentAddress.parse("shop/dev")))
                .contains(StatePath.of("apps/shop"));
        assertThat(Layout.parse("{env}/deploy").folderOfSiblings(EnvironmentAddress.parse("dev")))
                .isEmpty();
    }

    @Nested
    class The_address_of_a_folder {
        private final Layout layout = Layout.parse("apps/{team}/{app}");

        @Test
        void consists_of_the_values_of_the_placeholders() {
            assertThat(layout.address(StatePath.of("apps/team-a/app1")))
                    .contains(EnvironmentAddress.parse("team-a/app1"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "apps",
                    "apps/a",
                    "apps/a/b/c",
                    "other/a/b",
                    "Apps/a/b",
                    "apps/A/b",
                    "apps/a/b_c",
                    "apps/a/b.c"
                })
        void is_empty_outside_the_layout(String folder) {
            assertThat(layout.address(StatePath.of(folder))).isEmpty();
        }
    }

    @Nested
    class An_address_that_does_not_match {
        @Test
        void is_refused_with_its_number_of_parts_in_singular_or_plural() {
            assertThat(refusal(ProblemCode.INVALID_ADDRESS, () -> Layout.DEFAULT.folder(EnvironmentAddress.parse("a")))
                            .what())
                    .contains("has 1 part,");
            assertThat(refusal(
                                    ProblemCode.INVALID_ADDRESS,
                                    () -> Layout.DEFAULT.folder(EnvironmentAddress.parse("a/b")))
                            .what())
                    .contains("has 2 parts,");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "a/b", "a/b/c/d"})
        void is_refused_with_the_expected_form(String address) {
            var problem = refusal(
                    ProblemCode.INVALID_ADDRESS, () -> Layout.DEFAULT.folder(EnvironmentAddress.parse(address)));

            assertThat(problem.what()).contains("the layout requires 3");
            assertThat(problem.fix()).contains("<workspace>/<project>/<tenant>");
        }

        @Test
        void is_refused_when_it_leads_into_the_platforms_own_folder() {
            var layout = Layout.parse("{team}/{app}");

            assertThat(refusal(
                                    ProblemCode.INVALID_ADDRESS,
                                    () -> layout.folder(EnvironmentAddress.parse("platform/app")))
                            .what())
                    .contains("platform/");
            assertThat(layout.address(StatePath.of("platform/app"))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', has the part ''",
        "/{a}, has the part ''",
        "{a}/, has the part ''",
        "x//{a}, has the part ''",
        "../{a}, has the part '..'",
        ".git/{a}, has the part '.git'",
        "x/{}, has the part '{}'",
        "x/{A}, has the part '{A}'",
        "x/{a-b}, has the part '{a-b}'",
        "x/{a}{b}, has the part '{a}{b}'",
        "x/pre-{a}, has the part 'pre-{a}'",
        "x/{a, has the part '{a'",
        "x y/{a}, has the part 'x y'",
        "x/<a>, has the part '<a>'",
        "{a}/{b}/{a}, names '{a}' twice",
        "x/y, has no {placeholder}",
        "platform/{a}, is in platform/",
        "Platform/{a}, is in platform/",
    })
    void rejects_anything_else(String pattern, String why) {
        assertThat(refusal(ProblemCode.INVALID_LAYOUT, () -> Layout.parse(pattern))
                        .what())
                .contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "{a}/", "x", "{", "x/"})
    void of_a_million_characters_is_refused_quickly(String unit) {
        refusal(ProblemCode.INVALID_LAYOUT, () -> Layout.parse(unit.repeat(1_000_000 / unit.length())));
    }

    @Test
    void may_begin_with_a_name_similar_to_the_platforms_folder() {
        assertThat(Layout.parse("platforms/{a}").folder(EnvironmentAddress.parse("b")))
                .hasToString("platforms/b");
    }
}
