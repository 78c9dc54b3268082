package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file's bytes say as YAML.
 *
 * @param root the document's root; null when the syntax ended the reading
 * @param findings everything that the contract refuses whatever the fields mean: encoding, syntax, anchors, aliases,
 *     tags, duplicate keys, nesting. Ambiguous scalars are not among them: which notation is right depends on the field.
 */
public record YamlTree(@Nullable Node root, List<Finding> findings) {
    /**
     * The most findings that are told of one file. A person mends fewer in one go, and a file made to be refused a
     * hundred thousand times must cost no more than others.
     */
    public static final int MAX_FINDINGS = 500;

    public YamlTree {
        findings = List.copyOf(findings);
    }

    /** Reads one document; never throws for what the bytes hold. */
    public static YamlTree read(String file, Bytes bytes) {
        var source = DecodedText.decode(file, bytes);
        return source.findings().isEmpty()
                ? new TreeBuilder(file, source.text()).build()
                : new YamlTree(null, source.findings());
    }

    /** Whether every character may stand in a file as it is; another one must be escaped in double quotes. */
    public static boolean mayStandAsItIs(String text) {
        return text.codePoints().noneMatch(DecodedText::isRefused);
    }

    public Optional<Node> optionalRoot() {
        return Optional.ofNullable(root);
    }
}
