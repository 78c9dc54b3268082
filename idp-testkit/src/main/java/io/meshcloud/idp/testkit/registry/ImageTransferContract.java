package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
        fixture.close();
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

    private void assertSameAtBothPlaces(Digest digest) {
        var copied = fixture.registry().resolve(target, digest);
        assertThat(copied).isInstanceOf(Resolution.Found.class);
        assertThat(copied).isEqualTo(fixture.registry().resolve(fixture.repository(), digest));
        assertThat(there(PROMOTED)).isEqualTo(copied);
    }

    @Test
    void an_image_is_the_same_at_its_new_place_under_its_tag() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);

        var done = transfer(digest, PROMOTED);

        assertThat(done.tagged()).isTrue();
        assertThat(done.manifests()).isEqualTo(1);
        assertSameAtBothPlaces(digest);
    }

    @Test
    void an_index_goes_with_its_images() {
        var digest = fixture.pushIndex(List.of(TestImage.of("amd64", CREATED), TestImage.of("arm64", CREATED)), TAG);

        transfer(digest, PROMOTED);

        assertSameAtBothPlaces(digest);
    }

    @Test
    void an_image_that_no_tag_names_can_be_copied() {
        var digest = fixture.push(TestImage.of("bare", CREATED));

        transfer(digest, PROMOTED);

        assertSameAtBothPlaces(digest);
    }

    @Test
    void the_tags_that_it_had_do_not_come_along() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG, Tag.parse("latest"));

        transfer(digest, PROMOTED);

        assertThat(there(TAG)).isInstanceOf(Resolution.Missing.class);
        assertThat(there(Tag.parse("latest"))).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void a_second_time_nothing_is_written() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);
        transfer(digest, PROMOTED);

        assertThat(transfer(digest, PROMOTED).isUnchanged()).isTrue();
    }

    @Test
    void what_is_there_gets_another_tag_without_being_copied() {
        var digest = fixture.push(TestImage.of("one", CREATED), TAG);
        transfer(digest, Tag.parse("first"));

        var done = transfer(digest, PROMOTED);

        assertThat(done.manifests()).isZero();
        assertThat(done.tagged()).isTrue();
        assertSameAtBothPlaces(digest);
    }

    @Test
    void a_tag_of_another_image_never_moves() {
        var one = fixture.push(TestImage.of("one", CREATED), TAG);
        transfer(one, PROMOTED);
        var two = fixture.push(TestImage.of("two", CREATED), Tag.parse("2.0.0"));

        var problem = problem(two, PROMOTED);

        assertThat(problem.code()).isEqualTo(ProblemCode.TAG_TAKEN);
        assertSameAtBothPlaces(one);
        assertThat(fixture.registry().resolve(target, two)).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void an_image_that_is_not_there_is_named() {
        fixture.push(TestImage.of("one", CREATED), TAG);
        var absent = Digest.of("absent".getBytes(StandardCharsets.UTF_8));

        var problem = problem(absent, PROMOTED);

        assertThat(problem.code()).isEqualTo(ProblemCode.IMAGE_NOT_FOUND);
        assertThat(there(PROMOTED)).isInstanceOf(Resolution.Missing.class);
    }
}
