// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Right;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationServiceTest {
    private final World world = World.withDev();

    private ChangeOutcome set(String... assignments) {
        return world.configuration.set(
                DEV, Arrays.stream(assignments).map(Assignment::parse).toList(), context());
    }

    private static void assertRefused(ChangeOutcome outcome, ProblemCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    @Test
    void one_scalar_changes_and_nothing_else() {
        assertThat(set("runtime.scaling.replicas=3")).isInstanceOf(ChangeOutcome.Changed.class);

        assertThat(world.devFile()).isEqualTo(World.file("dev").replace("replicas: 2", "replicas: 3"));
        assertThat(world.lastMessage().trailer(TrailerKey.ACTION)).contains("configure");
        assertThat(world.lastMessage().subject()).isEqualTo("configure likvid/hello-api/dev: runtime.scaling.replicas");
    }

    @Test
    void several_fields_are_one_commit() {
        int commits = world.state.commits().size();

        set("runtime.service.port=9090", "runtime.resources.limits.memory=1Gi", "ingress.enabled=false");

        assertThat(world.state.commits()).hasSize(commits + 1);
        assertThat(world.devFile()).contains("port: 9090", "memory: \"1Gi\"", "enabled: false");
    }

    @Test
    void every_field_that_a_team_may_set_can_be_set() {
        var outcome = set(
                "runtime.service.protocol=grpc",
                "runtime.resources.requests.cpu=100m",
                "runtime.resources.requests.memory=128Mi",
                "runtime.resources.limits.cpu=2",
                "ingress.host=other.example.org",
                "ingress.path=/api",
                "ingress.tls.enabled=true",
                "release.track=canary",
                "config.env.LOG_LEVEL=debug",
                "config.buildingBlocks.postgres-default=true");

        assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(world.devFile())
                .contains("protocol: grpc", "path: /api", "track: canary", "name: LOG_LEVEL", "ref: postgres-default");
    }

    @Test
    void a_variable_that_was_added_can_be_removed_without_a_trace() {
        set("config.env.LOG_LEVEL=debug", "config.env.ON=true");
        assertThat(world.devFile()).contains("LOG_LEVEL").contains("\"true\"");

        set("config.env.LOG_LEVEL-", "config.env.ON-");

        assertThat(world.devFile()).isEqualTo(World.file("dev"));
    }

    @Test
    void a_building_block_that_was_added_can_be_removed_without_a_trace() {
        set("config.buildingBlocks.postgres-default=true");

        set("config.buildingBlocks.postgres-default-");

        assertThat(world.devFile()).isEqualTo(World.file("dev"));
    }

    @Test
    void the_current_value_changes_nothing() {
        assertThat(set("runtime.scaling.replicas=2", "config.env.NOT_THERE-"))
                .isInstanceOf(ChangeOutcome.Unchanged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.repository=other.example.org/x",
                "target.namespace=app-other",
                "registry.deployPolicy.mode=auto",
                "metadata.tenant=team-b",
                "image.tag=1",
                "runtime.scaling.min=1",
                "config.env=x",
                "kind=Other"
            })
    void fields_that_only_a_file_may_set_are_refused(String assignment) {
        assertRefused(set(assignment), ProblemCode.FIELD_NOT_SETTABLE);
        assertThat(world.state.pushes()).isZero();
    }

    @Test
    void a_misspelt_field_gets_a_suggestion() {
        var outcome = set("runtime.scaling.replica=3");

        assertThat(((ChangeOutcome.Rejected) outcome).problem().fix())
                .contains("did you mean 'runtime.scaling.replicas'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runtime.scaling.replicas=many",
                "runtime.scaling.replicas=-1",
                "runtime.scaling.replicas=2.5",
                "runtime.scaling.replicas-",
                "runtime.service.port=70000",
                "runtime.service.protocol=smtp",
                "runtime.resources.requests.cpu=3",
                "runtime.resources.limits.memory=lots",
                "ingress.enabled=yes",
                "ingress.host-",
                "ingress.path=relative",
                "config.env.KUBERNETES_PORT=1",
                "config.env.1X=1",
                "config.env.A.B=1",
                "config.env.A]=1",
                "config.buildingBlocks.Postgres=true",
                "config.buildingBlocks.postgres=maybe",
                "release.track=beta"
            })
    void a_value_that_breaks_a_rule_is_refused_and_nothing_is_written(String assignment) {
        assertThat(set(assignment)).isInstanceOf(ChangeOutcome.Rejected.class);
        assertThat(world.devFile()).isEqualTo(World.file("dev"));
    }

    @Test
    void limits_of_the_platform_are_errors() {
        world.settings("limits:\n  replicas: 2");

        assertRefused(set("runtime.scaling.replicas=3"), ProblemCode.OVER_PLATFORM_LIMIT);
    }

    @Test
    void a_host_of_another_environment_is_refused() {
        world.state.foreignCommit(
                "prod", Map.of(World.environmentPath(World.PROD).value(), Bytes.utf8(World.file("prod"))));

        assertRefused(set("ingress.host=app1-prod.example.org"), ProblemCode.NOT_UNIQUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login"})
    void a_host_of_another_application_is_refused_with_all_its_paths(String path) {
        var shop = EnvironmentAddress.parse("likvid/shop/prod");
        var file = World.file("prod").replace("app1", "shop");
        world.state.foreignCommit("shop", Map.of(World.environmentPath(shop).value(), Bytes.utf8(file)));

        assertRefused(set("ingress.host=shop-prod.example.org", "ingress.path=" + path), ProblemCode.NOT_UNIQUE);

        world.settings("ingress:\n  hostsBelongTo: workspace");
        assertThat(set("ingress.host=shop-prod.example.org", "ingress.path=/login"))
                .isInstanceOf(ChangeOutcome.Changed.class);
    }

    @Test
    void a_host_of_another_application_is_refused_when_the_ingress_is_enabled() {
        var shop = EnvironmentAddress.parse("likvid/shop/prod");
        var file = World.file("prod").replace("app1", "shop");
        world.state.foreignCommit("shop", Map.of(World.environmentPath(shop).value(), Bytes.utf8(file)));

        assertThat(set("ingress.enabled=false", "ingress.host=shop-prod.example.org", "ingress.path=/login"))
                .isInstanceOf(ChangeOutcome.Changed.class);
        assertRefused(set("ingress.enabled=true"), ProblemCode.NOT_UNIQUE);
    }

    @Test
    void a_host_of_an_application_whose_file_has_errors_is_refused() {
        var shop = EnvironmentAddress.parse("likvid/shop/prod");
        var file = World.file("prod").replace("app1", "shop").replace("replicas: 2", "replicas: many");
        world.state.foreignCommit("shop", Map.of(World.environmentPath(shop).value(), Bytes.utf8(file)));

        assertRefused(set("ingress.host=shop-prod.example.org", "ingress.path=/login"), ProblemCode.NOT_UNIQUE);
    }

    @Test
    void a_building_block_unknown_to_the_platform_is_refused() {
        world.settings("buildingBlocks:\n  postgres-default:\n    secret: postgres\nimagePullSecret: harbor-pull");

        assertThat(set("config.buildingBlocks.postgres-default=true")).isInstanceOf(ChangeOutcome.Changed.class);
        assertRefused(set("config.buildingBlocks.redis=true"), ProblemCode.NOT_ALLOWED_BY_PLATFORM);
    }

    @Test
    void the_pull_secret_is_not_a_building_block() {
        world.settings("imagePullSecret: harbor-pull");

        assertRefused(set("config.buildingBlocks.harbor-pull=true"), ProblemCode.NOT_ALLOWED_BY_PLATFORM);
        assertThat(set("config.buildingBlocks.redis=true")).isInstanceOf(ChangeOutcome.Changed.class);
    }

    @Test
    void a_flow_style_field_loses_its_value_and_keeps_its_braces() {
        world.state.foreignCommit(
                "flow",
                Map.of(
                        World.environmentPath(DEV).value(),
                        Bytes.utf8(World.file("dev") + "  release: {track: stable,}\n")));

        assertThat(set("release.track-")).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(world.devFile()).isEqualTo(World.file("dev") + "  release: {}\n");
    }

    @Test
    void a_variable_may_have_several_lines() {
        assertThat(set("config.env.MOTD=one\ntwo")).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(world.devFile()).contains("value: \"one\\ntwo\"");
    }

    @Test
    void a_host_is_shared_by_the_environments_of_one_application() {
        world.state.foreignCommit(
                "prod", Map.of(World.environmentPath(World.PROD).value(), Bytes.utf8(World.file("prod"))));

        assertThat(set("ingress.host=app1-prod.example.org", "ingress.path=/dev"))
                .isInstanceOf(ChangeOutcome.Changed.class);
    }

    @Test
    void changing_a_field_that_need_not_be_unique_reads_no_other_environment() {
        world.state.foreignCommit(
                "a double", Map.of(World.environmentPath(World.PROD).value(), Bytes.utf8(World.file("dev"))));

        assertThat(set("runtime.scaling.replicas=3")).isInstanceOf(ChangeOutcome.Changed.class);
        assertRefused(set("ingress.path=/", "ingress.host=other.example.org"), ProblemCode.NOT_UNIQUE);
    }

    @Test
    void the_caller_needs_the_grant() {
        var grant = new Grant(AddressPattern.of(DEV), Set.of(Right.RELEASE));
        var caller = Caller.granted(new Actor("team-a"), List.of(grant));

        assertRefused(
                world.configuration.set(DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context(caller)),
                ProblemCode.FORBIDDEN);
    }

    @Test
    void a_request_without_assignments_is_wrong_usage() {
        assertRefused(set(), ProblemCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "=3", "-", "runtime.scaling.replicas"})
    void an_argument_that_is_not_an_assignment_is_wrong_usage(String text) {
        assertThatThrownBy(() -> Assignment.parse(text)).isInstanceOf(IdpException.class);
    }

    @Test
    void a_value_may_contain_equals_signs_and_end_with_a_hyphen() {
        assertThat(Assignment.parse("config.env.OPTS=-Da=b -")).isEqualTo(new Assignment("config.env.OPTS", "-Da=b -"));
    }
}
