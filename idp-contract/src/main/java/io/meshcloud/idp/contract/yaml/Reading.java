// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the findings while one file is read. For one thread and one file. */
final class Reading {
    private final DocumentKind kind;
    private final Node root;
    private final List<Finding> findings;
    private final List<Finding> warnings = new ArrayList<>();
    private int unreadable;
    private final Set<Node> reported = Collections.newSetFromMap(new IdentityHashMap<>());

    Reading(DocumentKind kind, Node root, List<Finding> syntax) {
        this.kind = kind;
        this.root = root;
        this.findings = new ArrayList<>(syntax);
    }

    DocumentKind kind() {
        return kind;
    }

    /**
     * The number of values that could not be read so far. A group compares it to know whether one of its own values
     * failed.
     */
    int failures() {
        return findings.size() + unreadable;
    }

    /** Counts a value that could not be read because of a finding of the tree. */
    void skip() {
        unreadable++;
    }

    Location locate(String pointer) {
        return Pointers.locate(root, pointer);
    }

    void refuse(ProblemCode code, String pointer, String what, String fix) {
        refuse(code, locate(pointer), pointer, what, fix);
    }

    void refuse(ProblemCode code, Location location, String pointer, String what, String fix) {
        refuse(code, location, pointer, what, () -> fix);
    }

    /** Reports a finding whose fix is expensive to compute. */
    void refuse(ProblemCode code, Location location, String pointer, String what, Supplier<String> fix) {
        if (isFull()) {
            unreadable++;
        } else {
            findings.add(Finding.error(code, location, pointer, what, fix.get()));
        }
    }

    /**
     * Reports entries that occur twice.
     *
     * @param field the path of the name in the entry, such as {@code .name}; empty if the entry is the name
     */
    <T> void refuseDuplicates(List<Value<T>> values, String field, Function<T, String> name) {
        var seen = new HashMap<String, String>();
        for (var value : values) {
            value.ifRead(content -> {
                var text = name.apply(content);
                var first = seen.putIfAbsent(text, value.pointer() + field);
                if (first != null) {
                    refuse(
                            ProblemCode.DUPLICATE_ENTRY,
                            value.pointer() + field,
                            Quoted.of(text) + " is already in line "
                                    + locate(first).line(),
                            "keep one of the two");
                }
            });
        }
    }

    private boolean isFull() {
        return findings.size() >= YamlTree.MAX_FINDINGS;
    }

    /** Reports a value that is allowed but probably a mistake. */
    void warn(ProblemCode code, String pointer, String what, String fix) {
        warnings.add(Finding.warning(code, locate(pointer), pointer, what, fix));
    }

    void markReported(Node node) {
        reported.add(node);
    }

    /** The parsed value; null after reporting the parser's problem as a finding. */
    <T> @Nullable T parse(String text, Function<String, T> parser, Location location, String pointer) {
        try {
            return parser.apply(text);
        } catch (IdpException e) {
            var problem = e.problem();
            refuse(problem.code(), location, pointer, problem.what(), problem.fix());
            return null;
        }
    }

    List<Finding> warnings() {
        return warnings.stream().sorted().toList();
    }

    /** All errors, including ambiguous scalars that no field requested. */
    List<Finding> errors() {
        reportAmbiguous(root, "");
        var errors = new ArrayList<>(findings.stream().sorted().distinct().toList());
        if (isFull()) {
            var last = errors.remove(errors.size() - 1);
            var fix = last.fix() + "; then check the file again, there may be more findings";
            errors.add(Finding.error(last.code(), last.location(), last.pointer(), last.what(), fix));
        }
        return errors;
    }

    private void reportAmbiguous(Node node, String pointer) {
        if (isFull()) {
            return;
        }
        if (node instanceof Node.Mapping mapping) {
            mapping.entries()
                    .forEach(entry -> reportAmbiguous(
                            entry.value(), Pointers.field(pointer, entry.key().text())));
        } else if (node instanceof Node.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                reportAmbiguous(sequence.items().get(i), pointer + "[" + i + "]");
            }
        } else if (node instanceof Node.Scalar scalar
                && scalar.kind() == ScalarKind.AMBIGUOUS
                && !reported.contains(scalar)) {
            refuseAmbiguous(scalar, pointer, "quote it: \"" + scalar.text() + "\"");
        }
    }

    void refuseAmbiguous(Node.Scalar scalar, String pointer, String fix) {
        markReported(scalar);
        refuse(
                ProblemCode.AMBIGUOUS_SCALAR,
                scalar.location(),
                pointer,
                Quoted.of(scalar.text()) + " without quotes is read differently by YAML readers",
                fix);
    }
}
