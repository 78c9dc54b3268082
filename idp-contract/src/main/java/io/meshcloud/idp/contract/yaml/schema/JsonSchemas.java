// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.schema;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;

/**
 * The JSON Schema (draft 2020-12) of each kind of file, for editors and other programs. A schema cannot express the
 * rules that relate fields or files to each other; only the reader and the checks in {@code contract.check} check
 * those.
 */
public final class JsonSchemas {
    private JsonSchemas() {}

    /** The schema's text, the same for every call. */
    public static String text(DocumentKind kind) {
        return Bytes.ofResource("/io/meshcloud/idp/contract/schema/" + kind.shortName() + ".schema.json")
                .asText();
    }
}
