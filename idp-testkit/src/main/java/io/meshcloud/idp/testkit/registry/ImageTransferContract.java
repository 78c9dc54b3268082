// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link io.meshcloud.idp.spi.registry.ImageTransfer}. */
public abstract class ImageTransferContract {
    private static final Instant CREATED = Instant.parse("2026-09-01T08:00:00Z");
    private static final Tag TAG = Tag.parse("1.0.0");
    private static final Tag PROMOTED = Tag.parse("1.0.0-promoted");

    private ImageRegistryFixture fixture;
    private ImageRepository target;

    /** A registry without images. */
    protected abstract ImageRegistryFixture newFixture() throws Exception;

    @BeforeEach
    void open() throws Exception {
        fixture = newFixture();
        target = ImageRepository.parse(fixture.repository() + "-promoted");
    }

    @AfterEach
    void close() {
        // There is none if the test was skipped because a program is missing.
        if (fixture != null) {
            fixture.close();
        }
    }

    private Transferred transfer(Digest digest, Tag tag) {
        return fixture.transfer().transfer(fixture.repository(), digest, target, tag);
    }

    private Problem problem(Digest digest, Tag tag) {
        return catchThrowableOfType(IdpException.class, () -> transfer(digest, tag))
                .problem();
    }

    private Resolution there(Tag tag) {
        return fixture.registry().resolve(target, tag);
    }

    private void assertSameAtTarget(Digest digest) {
        var copied = fixture.registry().resolve(target, digest);
        assertThat(copied).isInstanceOf(Resolution.Found.class);
        assertThat(copied.image().map(ImageTransferContract::withoutTime))
                .isEqualTo(fixture.registry()
                        .resolve(fixture.repository(), digest)
                        .image()
                        .map(ImageTransferContract::withoutTime));
        assertThat(copied.image().flatMap(ImageFacts::optionalTime))
                .isEqualTo(Optional.ofNullable(fixture.time(CREATED)));
        assertThat(there(PROMOTED)).isEqualTo(copied);
    }

    /** At a registry that reports the times of pushes, an image without a tag has no time. */
    private static ImageFacts withoutTime(ImageFacts facts) {
        return new ImageFacts(facts.digest(), facts.parts(), null, facts.source(), facts.revision());
    }

    @Test
    void an_image_is_copied_under_its_digest_and_the_new_tag() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);

        var done = transfer(digest, PROMOTED);

        assertThat(done.tagged()).isTrue();
        assertThat(done.manifests()).isEqualTo(1);
        assertSameAtTarget(digest);
    }

    @Test
    void an_image_without_a_tag_can_be_copied() {
        var digest = fixture.push(TestImage.of("bare", CREATED));

        transfer(digest, PROMOTED);

        assertSameAtTarget(digest);
    }

    @Test
    void the_tags_at_the_source_are_not_copied() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG, Tag.parse("latest"));

        transfer(digest, PROMOTED);

        assertThat(there(TAG)).isInstanceOf(Resolution.Missing.class);
        assertThat(there(Tag.parse("latest"))).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void a_second_copy_writes_nothing() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);
        transfer(digest, PROMOTED);

        assertThat(transfer(digest, PROMOTED).isUnchanged()).isTrue();
    }

    @Test
    void an_image_that_the_target_has_is_only_tagged() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);
        transfer(digest, Tag.parse("first"));

        var done = transfer(digest, PROMOTED);

        assertThat(done.manifests()).isZero();
        assertThat(done.tagged()).isTrue();
        assertSameAtTarget(digest);
    }

    @Test
    void a_tag_of_another_image_is_never_moved_and_nothing_is_copied() {
        var one = fixture.push(TestImage.of("one", CREATED), TAG);
        transfer(one, PROMOTED);
        var two = fixture.push(TestImage.of("two", CREATED), Tag.parse("2.0.0"));

        var problem = problem(two, PROMOTED);

        assertThat(problem.code()).isEqualTo(ProblemCode.TAG_TAKEN);
        assertSameAtTarget(one);
        assertThat(fixture.registry().resolve(target, two)).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void its_signature_is_copied_too() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);
        var signature = fixture.pushSignature(digest);

        transfer(digest, PROMOTED);

        assertThat(fixture.registry().resolve(target, signature)).isInstanceOf(Resolution.NotAnImage.class);
        assertThat(there(ImageRegistryFixture.signatureTag(digest)))
                .isEqualTo(fixture.registry().resolve(target, signature));
        assertThat(transfer(digest, PROMOTED).isUnchanged()).isTrue();
    }

    @Test
    void an_index_is_copied_with_each_of_its_images() {
        var digest = fixture.pushIndex(List.of(TestImage.of("amd64", CREATED), TestImage.of("arm64", CREATED)), TAG);
        var images = fixture.registry()
                .resolve(fixture.repository(), digest)
                .image()
                .orElseThrow()
                .parts();

        transfer(digest, PROMOTED);

        assertSameAtTarget(digest);
        assertThat(images)
                .hasSize(2)
                .allSatisfy(image ->
                        assertThat(fixture.registry().resolve(target, image)).isInstanceOf(Resolution.Found.class));
    }

    @Test
    void many_threads_transfer_at_once() {
        var digests = IntStream.range(0, 8)
                .mapToObj(number -> fixture.push(TestImage.of("image " + number, CREATED)))
                .toList();

        IntStream.range(0, 8)
                .parallel()
                .forEach(number -> transfer(digests.get(number), Tag.parse("promoted-" + number)));

        assertThat(IntStream.range(0, 8)
                        .mapToObj(number -> there(Tag.parse("promoted-" + number))
                                .image()
                                .orElseThrow()
                                .digest())
                        .toList())
                .isEqualTo(digests);
    }

    @Test
    void a_registry_that_cannot_be_reached_is_a_problem_that_says_to_try_again() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);
        fixture.makeUnreachable();

        assertThat(problem(digest, PROMOTED).retryable()).isTrue();
    }

    @Test
    void a_missing_image_is_a_problem_and_nothing_is_tagged() {
        fixture.push(TestImage.of("one", CREATED), TAG);
        var absent = Digest.of("absent".getBytes(StandardCharsets.UTF_8));

        var problem = problem(absent, PROMOTED);

        assertThat(problem.code()).isEqualTo(ProblemCode.IMAGE_NOT_FOUND);
        assertThat(there(PROMOTED)).isInstanceOf(Resolution.Missing.class);
    }
}
