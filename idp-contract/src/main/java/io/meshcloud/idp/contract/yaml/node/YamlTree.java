// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The YAML tree of a file.
 *
 * @param root the root of the document; null if a syntax error ended reading
 * @param findings the errors that do not depend on the meaning of fields: encoding, syntax, anchors, aliases, tags,
 *     duplicate keys, nesting. They do not include ambiguous scalars, because the right notation depends on the field.
 */
public record YamlTree(@Nullable Node root, List<Finding> findings) {
    /**
     * The maximum number of findings for one file. More findings do not help a person, and a malicious file with a
     * hundred thousand errors must not cost more than others.
     */
    public static final int MAX_FINDINGS = 500;

    /** The largest file that is read, in bytes: 256 KiB. */
    public static final int MAX_BYTES = DecodedText.MAX_BYTES;

    public YamlTree {
        findings = List.copyOf(findings);
    }

    /** Reads one document. Never throws because of the contents. */
    public static YamlTree read(String file, Bytes bytes) {
        var source = DecodedText.decode(file, bytes);
        return source.findings().isEmpty()
                ? new TreeBuilder(file, source.text()).build()
                : new YamlTree(null, source.findings());
    }

    /** Whether all characters may appear in a file without escaping. */
    public static boolean needsNoEscaping(String text) {
        return text.codePoints().noneMatch(DecodedText::isRefused);
    }

    public Optional<Node> optionalRoot() {
        return Optional.ofNullable(root);
    }
}
