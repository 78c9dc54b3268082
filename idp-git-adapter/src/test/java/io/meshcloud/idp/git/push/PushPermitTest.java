// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PushPermitTest {

    @Test
    void permits_one_push() {
        var permit = PushPermit.first();
        permit.use();

        assertThatThrownBy(permit::use).isInstanceOf(IllegalStateException.class);
    }
}
