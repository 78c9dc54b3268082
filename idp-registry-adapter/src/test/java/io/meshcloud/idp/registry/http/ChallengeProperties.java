// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

class ChallengeProperties {
    @Property
    void any_quoted_text_can_be_read_back(@ForAll @StringLength(max = 200) String realm) {
        var quoted = realm.replaceAll("[\\r\\n]", " ");
        var line = "Bearer realm=\"" + quoted.replaceAll("([\"\\\\])", "\\\\$1") + "\", service=\"s\"";

        assertThat(Challenge.parse(List.of(line)))
                .containsExactly(new Challenge("bearer", Map.of("realm", quoted, "service", "s")));
    }

    @Property
    void any_header_can_be_parsed(@ForAll("headers") String line) {
        assertThat(Challenge.parse(List.of(line))).doesNotContainNull();
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.strings().withChars("aB \t,=\"\\~+/é").ofMaxLength(300);
    }
}
