// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AllSettingsTest {
    @Test
    void every_declared_setting_is_in_the_table() throws IllegalAccessException {
        var declared = new ArrayList<Object>();
        for (var field : Arrays.asList(AllSettings.class.getFields())) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Setting.class) {
                declared.add(field.get(null));
            }
        }

        assertThat(declared).isNotEmpty().isEqualTo(new ArrayList<Object>(AllSettings.all()));
    }
}
