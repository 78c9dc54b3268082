// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meshcloud.idp.contract.yaml.edit.FieldPath.EntryStep;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.FieldStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
    @Test
    void names_nested_fields() {
        assertThat(FieldPath.parse("spec.runtime.scaling").steps())
                .containsExactly(new FieldStep("spec"), new FieldStep("runtime"), new FieldStep("scaling"));
    }

    @Test
    void names_a_list_entry_by_its_name() {
        assertThat(FieldPath.parse("config.env[LOG.LEVEL].value").steps())
                .containsExactly(
                        new FieldStep("config"),
                        new FieldStep("env"),
                        new EntryStep("name", "LOG.LEVEL"),
                        new FieldStep("value"));
    }

    @Test
    void names_a_list_entry_by_another_key() {
        assertThat(FieldPath.parse("buildingBlocks[ref=db]").steps())
                .containsExactly(new FieldStep("buildingBlocks"), new EntryStep("ref", "db"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a[b", "[a]", "a[b]c", "a[b]."})
    void rejects_anything_else(String pointer) {
        assertThatIllegalArgumentException().isThrownBy(() -> FieldPath.parse(pointer));
    }
}
