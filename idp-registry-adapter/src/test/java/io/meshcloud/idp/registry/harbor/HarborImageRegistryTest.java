// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HarborImageRegistryTest extends HarborTestCase {
    private static final Tag ONE = Tag.parse("1.0.0");
    private static final Tag STABLE = Tag.parse("stable");
    private static final Instant CREATED = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofHours(1));

    private final InMemoryImageRegistry distribution = new InMemoryImageRegistry();
    private HarborImageRegistry registry;
    private FakeProject project;
    private Digest digest;

    @BeforeEach
    void push() {
        registry = new HarborImageRegistry(api(), distribution, new HarborProjects(HarborMemory.ofProcess(), clock));
        project = harbor.project("team-a");
        digest = distribution.push(DEV, new TestImage("one", CREATED, "https://git.example/app1", "abc"), ONE, STABLE);
        project.push("app1/dev", "IMAGE", digest, START, "1.0.0");
        project.push("app1/dev", "IMAGE", digest, LATER, "stable");
    }

    @Test
    void an_image_has_the_time_of_its_tag_and_the_facts_of_distribution() {
        assertThat(found(registry.resolve(DEV, ONE)))
                .isEqualTo(
                        new ImageFacts(digest, Set.of(), ImageTime.pushed(START), "https://git.example/app1", "abc"));
        assertThat(found(registry.resolve(DEV, STABLE)).time()).isEqualTo(ImageTime.pushed(LATER));
    }

    @Test
    void a_tag_that_moves_back_to_an_older_image_makes_it_the_newest() {
        var second = distribution.push(DEV, TestImage.of("two", CREATED), STABLE);
        project.push("app1/dev", "IMAGE", second, LATER, "stable");
        distribution.push(DEV, new TestImage("one", CREATED, "https://git.example/app1", "abc"), STABLE);
        project.push("app1/dev", "IMAGE", digest, LATER.plusSeconds(60), "stable");

        var facts = found(registry.resolve(DEV, STABLE));

        assertThat(facts.digest()).isEqualTo(digest);
        assertThat(facts.time()).isEqualTo(ImageTime.pushed(LATER.plusSeconds(60)));
    }

    @Test
    void an_image_by_digest_has_the_time_of_its_latest_tag() {
        assertThat(found(registry.resolve(DEV, digest)).time()).isEqualTo(ImageTime.pushed(LATER));
    }

    @Test
    void an_image_without_a_tag_has_no_time() {
        var untagged = distribution.push(DEV, TestImage.of("untagged", CREATED));
        project.push("app1/dev", "IMAGE", untagged, START);

        assertThat(found(registry.resolve(DEV, untagged)).time()).isNull();
    }

    @Test
    void a_tag_of_the_year_1_has_no_time() {
        harbor.last = reply -> new FakeReply(
                reply.status(),
                reply.headers(),
                reply.body().replace(FakeHarbor.time(START), "0001-01-01T00:00:00.000Z"));

        assertThat(found(registry.resolve(DEV, ONE)).time()).isNull();
    }

    @Test
    void a_missing_image_and_another_artifact_are_reported_without_asking_harbor() {
        distribution.pushOther(DEV, "application/vnd.cncf.helm.config.v1+json", Tag.parse("chart"));
        harbor.forget();

        assertThat(registry.resolve(DEV, Tag.parse("none"))).isInstanceOf(Resolution.Missing.class);
        assertThat(registry.resolve(DEV, Tag.parse("chart"))).isInstanceOf(Resolution.NotAnImage.class);
        assertThat(harbor.requests()).isEmpty();
    }

    @Test
    void a_tag_that_moves_between_the_two_answers_is_read_once_more() {
        var second = Digest.parse("sha256:" + "b".repeat(64));
        harbor.first = request -> {
            if (harbor.requests().size() == 2) {
                return FakeReply.json(
                        200, HarborApi.object().put("type", "IMAGE").put("digest", second.value()));
            }
            return null;
        };

        assertThat(found(registry.resolve(DEV, ONE)).digest()).isEqualTo(digest);
        assertThat(distribution.requests()).hasSize(2);
    }

    @Test
    void a_harbor_that_keeps_contradicting_its_registry_is_a_fault() {
        project.push("app1/dev", "IMAGE", "another", LATER, "1.0.0");

        var problem = problemOf(() -> registry.resolve(DEV, ONE));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.retryable()).isTrue();
        assertThat(problem.where()).endsWith("/repositories/app1%252Fdev/artifacts/1.0.0");
        assertThat(distribution.requests()).hasSize(2);
    }

    @Test
    void an_image_that_harbor_does_not_list_is_a_fault() {
        var unknown = distribution.push(DEV, TestImage.of("unknown", CREATED), Tag.parse("unknown"));

        assertThat(problemOf(() -> registry.resolve(DEV, unknown)).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @Test
    void an_account_that_may_pull_but_not_list_is_denied_with_the_needed_right() {
        harbor.first = request -> request.path().contains("/artifacts/") ? FakeReply.error(403, "FORBIDDEN") : null;

        var problem = problemOf(() -> registry.resolve(DEV, ONE));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        assertThat(problem.fix()).contains("artifact list and read");
    }

    @Test
    void a_repository_without_a_project_is_refused() {
        var problem = problemOf(() -> registry.resolve(repository("app1"), ONE));

        assertThat(problem.code()).isEqualTo(ProblemCode.NO_PROJECT);
        assertThat(problem.fix()).contains("harbor.example.tld/app1/app");
    }

    @Test
    void a_repository_with_an_invalid_project_name_is_refused() {
        assertThat(problemOf(() -> registry.resolve(repository("team--a/app1"), ONE))
                        .code())
                .isEqualTo(ProblemCode.NO_PROJECT);
    }

    private static ImageFacts found(Resolution resolution) {
        return resolution.image().orElseGet(() -> Assertions.fail("no image: " + resolution));
    }
}
