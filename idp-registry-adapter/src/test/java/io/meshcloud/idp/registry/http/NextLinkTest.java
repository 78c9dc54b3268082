// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextLinkTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "</v2/a?last=b>; rel=\"next\" ! /v2/a?last=b",
                "</a>;rel=next ! /a",
                "</a> ; rel = next ! /a",
                "</a>; REL=Next ! /a",
                "</a>; title=\"x; rel=prev, y\"; rel=\"next\" ! /a",
                "</a>; rel=\"last next\" ! /a",
                "</p>; rel=\"prev\", </n>; rel=\"next\", </m>; rel=next ! /n",
                ", , </a,b;c>; rel=next ! /a,b;c",
                "<a>; rel=prev,<>; rel=next ! ''"
            })
    void is_the_first_link_with_that_relation(String header, String target) {
        assertThat(NextLink.in(header)).contains(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "next",
                "</a>",
                "</a>; rel=prev",
                "</a>; rel=\"next",
                "</a; rel=next",
                "</a>; relation=next",
                "</a>; rel=nextpage",
                "rel=next; </a>"
            })
    void is_absent_in_any_other_header(String header) {
        assertThat(NextLink.in(header)).isEmpty();
    }
}
