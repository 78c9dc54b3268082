// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.RoutingImageRegistry;
import io.meshcloud.idp.registry.RoutingImageTransfer;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Everything that idp asks a Harbor, over both of its APIs. After each test of a fake Harbor, every request must be in
 * the table of {@link RecordedExchanges}, and every answer must match a recorded one.
 */
class HarborExchangesTest extends HarborTestCase {
    private static final ImageRepository PROD = repository("team-a-prod/app");
    private static final Tag ONE = Tag.parse("1.0.0");
    private static final Instant BUILT = Instant.parse("2026-02-01T00:00:00Z");

    private final CredentialSource wrongPassword = host -> Optional.of(new Credential("admin", "wrong", "a test"));

    private RoutingImageRegistry registry(CredentialSource credentials) {
        return new RoutingImageRegistry(
                config(credentials, Duration.ofSeconds(30)),
                clock,
                new HarborExtension(harbors(credentials), HarborMemory.ofProcess(), clock));
    }

    private RoutingImageRegistry registry() {
        return registry(FakeHarbor.admin());
    }

    private Listing list(ImageRepository repository) {
        return registry().list(List.of(new Wanted(repository, null))).get(repository);
    }

    private Transferred promote(Digest digest) {
        return promote(digest, PROD);
    }

    private Transferred promote(Digest digest, ImageRepository to) {
        return new RoutingImageTransfer(config(FakeHarbor.admin(), Duration.ofSeconds(30)), clock, pauses::add)
                .transfer(DEV, digest, to, ONE);
    }

    private Problem refusedPromotion(Digest digest) {
        return problemOf(() -> promote(digest));
    }

    private void makeProd() {
        harbor.project("team-a-prod");
    }

    @Nested
    class The_table {
        @Test
        void names_recorded_answers_of_the_same_kind_of_request() {
            RecordedExchanges.table().forEach((kind, names) -> {
                if (!kind.startsWith("any ")) {
                    assertThat(names)
                            .allSatisfy(name -> assertThat(
                                            RecordedExchanges.named(name).kind())
                                    .isEqualTo(kind));
                }
            });
        }

        @Test
        void uses_every_recorded_answer() {
            assertThat(RecordedExchanges.table().values().stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(RecordedExchanges.all().stream()
                            .map(RecordedExchanges.Exchange::name)
                            .toList());
        }

        @Test
        void rejects_an_unknown_request() {
            var request = new FakeRequest("DELETE", "/v2/a/b/manifests/1", Map.of(), List.of(), "", "", true, "");

            assertThat(RecordedExchanges.objection(request).orElseThrow())
                    .contains("no recorded answer is known for it");
        }

        @Test
        void rejects_an_answer_that_differs() {
            var request = new FakeRequest("GET", "/v2/team-a/app/manifests/1", Map.of(), List.of(), "", "", true, "");
            var recorded = RecordedExchanges.named("manifest project absent").answer();

            assertThat(RecordedExchanges.objection(request, recorded)).isEmpty();
            assertThat(RecordedExchanges.objection(request, recorded.with("X-Total-Count", "1"))
                            .orElseThrow())
                    .contains("header x-total-count");
            assertThat(RecordedExchanges.objection(request, recorded.with("WWW-Authenticate", "Digest realm=\"x\""))
                            .orElseThrow())
                    .contains("challenge Digest");
            assertThat(RecordedExchanges.objection(
                                    request,
                                    new FakeReply(
                                            401,
                                            recorded.headers(),
                                            "{\"errors\":[{\"code\":\"X\",\"message\":\"\"}]}"))
                            .orElseThrow())
                    .contains("/code is \"X\"");
        }
    }

    @Test
    void an_image_is_found_listed_and_promoted_with_its_signature() {
        makeProd();
        var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
        var other = harbor.oci.push(DEV, BUILT, "0.9.0");
        harbor.oci.pushWithSubject(DEV, other, digest, "sha256-" + digest.hex() + ".sig");

        assertThat(registry().resolve(DEV, ONE).image().orElseThrow().time()).isEqualTo(ImageTime.pushed(START));
        assertThat(registry().resolve(DEV, digest).image().orElseThrow().digest())
                .isEqualTo(digest);
        assertThat(((Listing.Known) list(DEV)).images())
                .extracting(TaggedImage::tag)
                .containsExactlyInAnyOrder(ONE, Tag.parse("0.9.0"));
        promote(digest);

        assertThat(registry().resolve(PROD, ONE).image().orElseThrow().digest()).isEqualTo(digest);
        assertThat(((Listing.Known) list(PROD)).images())
                .extracting(TaggedImage::digest)
                .containsExactly(digest);
        assertThat(kinds())
                .contains(
                        "HEAD /v2/{repository}/manifests/{reference}",
                        "POST /v2/{repository}/blobs/uploads",
                        "PUT /v2/{repository}/manifests/{reference}",
                        "GET /v2/{repository}/referrers/{digest}");
    }

    private List<String> kinds() {
        return harbor.all().stream()
                .map(request -> RecordedExchanges.kind(request.method(), request.path()))
                .distinct()
                .toList();
    }

    @Test
    void a_blob_that_cannot_be_mounted_is_uploaded() {
        makeProd();
        var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
        harbor.oci.mounts = false;

        promote(digest);

        assertThat(kinds()).contains("PUT /v2/{repository}/blobs/uploads/{id}", "GET /v2/{repository}/blobs/{digest}");
        assertThat(registry().resolve(PROD, ONE).image()).isPresent();
    }

    /** Harbor takes an image with a subject for an attachment, and lists it nowhere. */
    @Test
    void an_image_with_a_subject_is_named_on_request_and_causes_no_request_in_polls() {
        var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
        harbor.oci.pushWithSubject(DEV, digest, digest, "1.1.0");
        harbor.oci.pushWithSubject(DEV, digest, digest, "sha256-" + digest.hex() + ".sig");
        var wanted = new Wanted(DEV, null);

        var explained =
                (Listing.Known) registry().list(List.of(wanted.forPeople())).get(DEV);
        harbor.forget();

        assertThat(explained.images()).extracting(TaggedImage::tag).containsExactly(ONE);
        assertThat(explained.unusable()).singleElement().satisfies(one -> {
            assertThat(one.tag()).isEqualTo(Tag.parse("1.1.0"));
            assertThat(one.why()).contains("names a subject").contains("automation does not see it");
        });
        assertThat(((Listing.Known) registry().list(List.of(wanted)).get(DEV)).unusable())
                .isEmpty();
        assertThat(kinds()).noneMatch(kind -> kind.contains("/tags/list"));
    }

    @Nested
    class The_account {
        private List<String> notes(CredentialSource credentials, Wanted wanted) {
            return ((Listing.Known) registry(credentials).list(List.of(wanted)).get(DEV)).notes();
        }

        @Test
        void of_a_person_causes_a_note_in_answers_for_people() {
            harbor.oci.push(DEV, BUILT, "1.0.0");
            var wanted = new Wanted(DEV, null);

            assertThat(notes(FakeHarbor.admin(), wanted.forPeople()))
                    .singleElement()
                    .asString()
                    .contains("asked as 'admin', which is not a robot account");
            assertThat(notes(FakeHarbor.admin(), wanted)).isEmpty();
        }

        @Test
        void of_a_robot_causes_no_note() {
            harbor.oci.push(DEV, BUILT, "1.0.0");
            harbor.systemRobot = true;

            assertThat(notes(FakeHarbor.systemRobotAccount(), new Wanted(DEV, null).forPeople()))
                    .isEmpty();
        }
    }

    @Nested
    class An_absence {
        @Test
        void of_a_tag_or_of_a_repository_is_not_a_failure() {
            harbor.oci.push(DEV, BUILT, "1.0.0");

            assertThat(registry().resolve(DEV, Tag.parse("none"))).isInstanceOf(Resolution.Missing.class);
            assertThat(registry().resolve(repository("team-a/none"), ONE)).isInstanceOf(Resolution.Missing.class);
            assertThat(((Listing.Known) list(repository("team-a/none"))).images())
                    .isEmpty();
        }

        /** Harbor refuses any account, with a challenge that is empty. */
        @Test
        void of_a_project_is_an_answer() {
            var nowhere = repository("gone/app");

            assertThat(registry().resolve(nowhere, ONE)).isInstanceOf(Resolution.Missing.class);
            assertThat(((Listing.Known) list(nowhere)).notes()).containsExactly("the Harbor has no project gone");
        }
    }

    /** Harbor issues a token that allows nothing. */
    @Test
    void a_wrong_password_is_named_although_harbor_hands_out_a_token() {
        harbor.oci.push(DEV, BUILT, "1.0.0");

        var problem = problemOf(() -> registry(wrongPassword).resolve(DEV, ONE));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        assertThat(problem.what())
                .contains("with the credentials from a test")
                .contains("unauthorized to access repository: team-a/app1/dev, action: pull");
    }

    @Nested
    class A_proxy_cache {
        private final ImageRepository cached = repository("cache/team/app");

        @Test
        void has_images_that_the_api_does_not_know_yet() {
            harbor.project("cache").registryId = 1;
            harbor.oci.push(cached, BUILT, "1.0.0");

            assertThat(registry().resolve(cached, ONE).image().orElseThrow().time())
                    .isEqualTo(ImageTime.created(BUILT));
            assertThat(((Listing.Known) list(cached)).images())
                    .extracting(TaggedImage::tag)
                    .containsExactly(ONE);
        }

        @Test
        void takes_no_promoted_image_and_says_why() {
            harbor.project("cache").registryId = 1;
            var digest = harbor.oci.push(DEV, BUILT, "1.0.0");

            assertThat(problemOf(() -> promote(digest, cached)).what())
                    .contains("denied: can not push artifact to a proxy project: cache");
        }
    }

    @Test
    void an_image_that_a_policy_refuses_cannot_be_pulled_for_the_reason_that_harbor_gives() {
        harbor.oci.push(DEV, BUILT, "1.0.0");
        harbor.project("team-a").requiresSignatures = true;

        assertThat(registry().resolve(DEV, ONE))
                .isInstanceOfSatisfying(
                        Resolution.NotPullable.class,
                        it -> assertThat(it.why()).contains("'The image is not signed by cosign.'"));
    }

    @Nested
    class A_promotion {
        @Test
        void in_read_only_mode_may_be_tried_again() {
            makeProd();
            var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
            harbor.readOnly = true;

            var problem = refusedPromotion(digest);

            assertThat(problem.retryable()).isTrue();
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.what())
                    .contains("is in read-only mode")
                    .contains("'The system is in read only mode. Any modification is prohibited.'")
                    .doesNotContain("credentials");
        }

        @Test
        void over_the_quota_ends_with_its_figures() {
            makeProd();
            var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
            harbor.project("team-a-prod").quota = 1_500;

            var problem = refusedPromotion(digest);

            assertThat(problem.retryable()).isFalse();
            assertThat(problem.what())
                    .contains("has no space left in the quota")
                    .contains("7.1 KiB will exceed the configured upper limit of 1500 B");
            assertThat(problem.fix()).contains("quota of the project raised").doesNotContain("docker login");
        }

        @Test
        void onto_an_immutable_tag_that_was_just_pushed_ends_with_what_harbor_says() {
            var provisioner = new HarborProvisioner(harbors(), clock);
            provisioner.provision(ProvisioningTestCase.plan(PROD), account -> {});
            var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
            harbor.oci.push(PROD, BUILT.plusSeconds(1), "1.0.0");
            harbor.first = request -> request.is("GET", "/v2/team-a-prod/app/manifests/1.0.0")
                    ? RecordedExchanges.named("manifest absent").answer()
                    : null;

            assertThat(refusedPromotion(digest).what()).contains("'app:1.0.0' configured as immutable");
        }

        @Test
        void to_an_account_that_may_not_push_is_denied() {
            makeProd();
            var digest = harbor.oci.push(DEV, BUILT, "1.0.0");
            var transfer = new RoutingImageTransfer(config(wrongPassword, Duration.ofSeconds(30)), clock, pauses::add);

            assertThat(problemOf(() -> transfer.transfer(DEV, digest, PROD, ONE))
                            .code())
                    .isEqualTo(ProblemCode.REGISTRY_DENIED);
        }
    }

    @Test
    void provisioning_in_read_only_mode_may_be_tried_again() {
        harbor.readOnly = true;
        var provisioner = new HarborProvisioner(harbors(), clock);

        var problem = problemOf(() -> provisioner.provision(ProvisioningTestCase.plan(DEV), account -> {}));

        assertThat(problem.retryable()).isTrue();
        assertThat(problem.what()).contains("The system is in read only mode. Any modification is prohibited.");
    }
}
