// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class ImageProperties {
    @Property
    void a_reference_is_read_back_as_it_was_printed(
            @ForAll("repositories") ImageRepository repository,
            @ForAll("tags") @Nullable Tag tag,
            @ForAll("digests") @Nullable Digest digest) {
        Assume.that(tag != null || digest != null);
        var image = new ImageReference(repository, tag, digest);

        assertThat(ImageReference.parse(image.toString())).isEqualTo(image);
        assertThat(ImageRepository.parse(repository.toString())).isEqualTo(repository);
    }

    @Property
    void any_text_is_printed_as_it_was_read_or_is_a_problem(@ForAll("nearlyReferences") String text) {
        try {
            assertThat(ImageReference.parse(text)).hasToString(text);
        } catch (IdpException e) {
            assertThat(e.problem().what()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<ImageRepository> repositories() {
        var hosts = Arbitraries.of("localhost", "localhost:5000", "harbor.example.tld", "10.0.0.1:8443", "r:1");
        var part = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(8);
        var parts = part.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .flatMap(words ->
                        Arbitraries.of("/", ".", "_", "__", "-", "--").map(separator -> String.join(separator, words)));
        return Combinators.combine(hosts, parts).as(ImageRepository::new);
    }

    @Provide
    Arbitrary<Tag> tags() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(20)
                .map(Tag::parse)
                .injectNull(0.3);
    }

    @Provide
    Arbitrary<Digest> digests() {
        return Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofLength(64)
                .map(hex -> Digest.parse("sha256:" + hex))
                .injectNull(0.3);
    }

    @Provide
    Arbitrary<String> nearlyReferences() {
        return Arbitraries.of("a", ".", "b", ":", "/", "@", "1", "-", "_", "sha256:", "0".repeat(64), "localhost", "A")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }
}
