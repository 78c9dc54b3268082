// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://r.example/a, https://r.example:443/b?c, true",
        "http://r.example, HTTP://R.example:80/, true",
        "https://r.example:8443, https://r.example:8443/a, true",
        "https://r.example, http://r.example, false",
        "https://r.example, https://r.example:444, false",
        "https://r.example, https://s.example, false",
        "https://r.example, /a, false",
        "https://r.example, mailto:a, false",
        "https://r.example, https://x_y/, false"
    })
    void consists_of_scheme_host_and_port(URI one, URI other, boolean same) {
        assertThat(Origin.of(one).has(other)).isEqualTo(same);
    }
}
