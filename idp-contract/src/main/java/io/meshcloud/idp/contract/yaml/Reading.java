package io.meshcloud.idp.contract.yaml;

import java.util.HashMap;

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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One file on its way from a tree to a value: it collects the findings. Used by one thread, once. */
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

    /** How many values could not be read by now, so that a part can tell whether one of them was its own. */
    int failures() {
        return findings.size() + unreadable;
    }

    /** Notes that a value is missing because the tree's findings refuse it already. */
    void passOver() {
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

    /** For a remedy that takes some work to find. */
    void refuse(ProblemCode code, Location location, String pointer, String what, Supplier<String> fix) {
        if (isFull()) {
            unreadable++;
        } else {
            findings.add(Finding.error(code, location, pointer, what, fix.get()));
        }
    }

    /**
     * Refuses entries that come again.
     *
     * @param field where the name stands below the entry, such as {@code .name}; empty if the entry is the name
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
                            Quoted.of(text) + " stands in line "
                                    + locate(first).line() + " already",
                            "keep one of the two");
                }
            });
        }
    }

    private boolean isFull() {
        return findings.size() >= YamlTree.MAX_FINDINGS;
    }

    /** Notes something that is allowed and hardly meant; the file is read all the same. */
    void warn(ProblemCode code, String pointer, String what, String fix) {
        warnings.add(Finding.warning(code, locate(pointer), pointer, what, fix));
    }

    void markReported(Node node) {
        reported.add(node);
    }

    /** The parsed value, or a finding in the words of the type that owns the rule. */
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

    /** All errors, with those about scalars that no field asked for. */
    List<Finding> errors() {
        reportAmbiguous(root, "");
        var errors = new ArrayList<>(findings.stream().sorted().distinct().toList());
        if (isFull()) {
            var last = errors.remove(errors.size() - 1);
            var fix = last.fix() + "; then read the file again, there may be more findings";
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
                Quoted.of(scalar.text()) + " without quotes is not read alike by all YAML readers",
                fix);
    }
}
