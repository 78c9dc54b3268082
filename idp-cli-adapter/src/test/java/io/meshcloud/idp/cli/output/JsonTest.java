// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    /** Bidirectional overrides, C1 controls, a delete, a zero-width space, and a tag character beyond U+FFFF. */
    @ParameterizedTest
    @ValueSource(ints = {0x202E, 0x2066, 0x9B, 0x85, 0x7F, 0x200B, 0x1B, 0xE0041, 0xE000})
    void characters_invisible_in_a_terminal_are_escaped(int point) throws Exception {
        var record = Map.of("tag", "a" + Character.toString(point) + "b");

        for (var json : new String[] {Json.print(record), Json.line(record)}) {
            assertThat(json.codePoints().filter(it -> it != '\n' && it != '\r')).allMatch(Quoted::isHarmless);
            assertThat(JsonMapper.builder().build().readTree(json).path("tag").asText())
                    .isEqualTo(record.get("tag"));
        }
    }

    @Test
    void letters_of_every_language_are_unchanged() {
        assertThat(Json.print(Map.of("name", "Übergröße 😀 日本"))).contains("Übergröße 😀 日本");
    }
}
