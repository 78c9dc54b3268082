// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LayoutProperties {
    private static final List<Layout> LAYOUTS = List.of(
            Layout.DEFAULT,
            Layout.parse("apps/{team}/{app}/{env}"),
            Layout.parse("{a}"),
            Layout.parse("x/{a}/y.z/{b}"),
            Layout.parse("workspaces/{workspace}/projects/{project}/tenants/{tenant}/apps/{app}"));

    @Property
    void the_folder_of_an_address_is_read_back_as_that_address(@ForAll("slugs") List<Slug> slugs) {
        for (var layout : LAYOUTS) {
            var address = new EnvironmentAddress(
                    slugs.subList(0, layout.placeholders().size()));

            assertThat(layout.address(layout.folder(address))).contains(address);
        }
    }

    @Property
    void an_address_is_read_back_as_it_was_printed(@ForAll("slugs") List<Slug> slugs) {
        var address = new EnvironmentAddress(slugs);

        assertThat(EnvironmentAddress.parse(address.toString())).isEqualTo(address);
    }

    @Property
    void addresses_are_sorted_as_their_texts(@ForAll("neighbours") List<String> texts) {
        var addresses = texts.stream().map(EnvironmentAddress::parse).sorted().map(EnvironmentAddress::toString);

        assertThat(addresses).containsExactlyElementsOf(texts.stream().sorted().toList());
    }

    /** Addresses of one to three short parts, of which many begin like another one. */
    @Provide
    Arbitrary<List<String>> neighbours() {
        return Arbitraries.of("a", "b", "a-b", "a0", "a-0")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> String.join("/", parts))
                .list()
                .ofMaxSize(8);
    }

    @Property
    void different_addresses_never_share_a_folder(@ForAll("slugs") List<Slug> one, @ForAll("slugs") List<Slug> other) {
        for (var layout : LAYOUTS) {
            int size = layout.placeholders().size();
            var first = new EnvironmentAddress(one.subList(0, size));
            var second = new EnvironmentAddress(other.subList(0, size));

            assertThat(layout.folder(first).equals(layout.folder(second))).isEqualTo(first.equals(second));
        }
    }

    @Provide
    Arbitrary<List<Slug>> slugs() {
        var word = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(6);
        return word.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(words -> String.join("-", words))
                .filter(slug -> !slug.equals("platform"))
                .map(Slug::parse)
                .list()
                .ofSize(4);
    }
}
