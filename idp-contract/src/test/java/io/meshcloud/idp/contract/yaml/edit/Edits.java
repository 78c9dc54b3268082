// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.Put;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.Remove;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short words for edits of a text. */
final class Edits {
    static final String FILE = "apps/x/app-env.yaml";
    static final String MODE = "spec.registry.deployPolicy.mode";

    private Edits() {}

    static FieldEdit string(String pointer, String value) {
        return new Put(pointer, value, ScalarType.STRING);
    }

    static FieldEdit number(String pointer, String value) {
        return new Put(pointer, value, ScalarType.NUMBER);
    }

    static FieldEdit bool(String pointer, boolean value) {
        return new Put(pointer, "" + value, ScalarType.BOOLEAN);
    }

    static FieldEdit remove(String pointer) {
        return new Remove(pointer);
    }

    static String edit(String text, FieldEdit... edits) {
        return YamlEditor.edit(FILE, Bytes.utf8(text), List.of(edits)).asText();
    }

    /** The example of ADR-004's appendix. */
    static String adr() {
        try (var stream = Edits.class.getResourceAsStream("/adr/app-env.yaml")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
