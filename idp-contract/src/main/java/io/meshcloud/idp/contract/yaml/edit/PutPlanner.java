// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.edit.EditableText.Splice;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.Put;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.EntryStep;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.FieldStep;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.Step;
import io.meshcloud.idp.contract.yaml.node.PlainScalars;
import java.util.List;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Plans a {@link Put}: replaces the scalar, or adds new text at the end of its collection. */
final class PutPlanner {
    private final EditableFile file;
    private final EditTree tree;
    private final Put put;
    private final FieldTrail trail;
    private final EditTree.Scalar target;

    private PutPlanner(EditableFile file, Put put, FieldPath path) {
        this.file = file;
        this.tree = EditTree.of(file.root());
        this.put = put;
        this.trail = FieldTrail.follow(file, path);
        this.target = EditTree.Scalar.of(put.value(), put.type());
    }

    static YamlEditor.Plan plan(EditableFile file, Put put) {
        var path = FieldPath.parse(put.pointer());
        check(file, put, path);
        var planner = new PutPlanner(file, put, path);
        return planner.trail.isFound() ? planner.replace() : planner.add();
    }

    private static void check(EditableFile file, Put put, FieldPath path) {
        boolean fits = switch (put.type()) {
            case STRING -> put.value().codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
            case NUMBER -> PlainScalars.isNumber(put.value());
            case BOOLEAN -> PlainScalars.isBoolean(put.value());
        };
        if (!fits) {
            throw switch (put.type()) {
                case STRING -> invalid(file, put, "is not Unicode text", "remove the unpaired surrogate");
                case NUMBER -> invalid(file, put, "is not a number", "write digits only, such as 3 or 0.5");
                case BOOLEAN -> invalid(file, put, "is neither true nor false", "write true or false");
            };
        }
        var steps = path.steps();
        if (!(steps.get(steps.size() - 1) instanceof FieldStep last)) {
            throw new IllegalArgumentException("names an entry, not a field: " + put.pointer());
        }
        // Otherwise repeating the edit would not find the entry.
        if (steps.size() > 1
                && steps.get(steps.size() - 2) instanceof EntryStep entry
                && entry.key().equals(last.name())
                && !entry.value().equals(put.value())) {
            throw invalid(file, put, "would rename the entry", "remove the entry and add another");
        }
    }

    private static IdpException invalid(EditableFile file, Put put, String what, String fix) {
        return Problem.of(
                        ProblemCode.INVALID_VALUE,
                        put.pointer() + ": " + Quoted.of(put.value()) + " " + what,
                        file.file(),
                        fix)
                .asException();
    }

    private YamlEditor.Plan replace() {
        if (!(trail.reached() instanceof ScalarNode scalar)) {
            throw refused(trail.reached(), "is not a single value");
        }
        if (EditTree.of(scalar).equals(target)) {
            return planned(List.of(), tree);
        }
        int start = file.source().offset(scalar.getStartMark());
        int end = file.source().offset(scalar.getEndMark());
        if (start == end) {
            throw refused(scalar, "has no value");
        }
        if (Extent.isBlockScalar(scalar) || !Extent.isOnOneLine(scalar)) {
            throw EditableFile.cannotEdit(
                    file.file(),
                    scalar.getStartMark(),
                    put.pointer() + " is on several lines",
                    "write the value on one line in double quotes, with \\n for each line break, and try again; `idp"
                            + " env apply ADDRESS -f FILE` replaces an app-env.yaml as a whole");
        }
        boolean inFlow = trail.hops().get(trail.hops().size() - 1).inFlow();
        var spelling = ScalarSpelling.like(scalar.getScalarStyle(), put.value(), put.type(), inFlow);
        return planned(
                List.of(new Splice(start, end, spelling)),
                tree.change(trail.indices(trail.hops().size()), old -> target));
    }

    private YamlEditor.Plan add() {
        var addition = addition(trail.missing());
        boolean fits = addition instanceof EditTree.Mapping
                ? trail.reached() instanceof MappingNode
                : trail.reached() instanceof SequenceNode;
        if (!fits) {
            throw refused(
                    trail.reached(),
                    addition instanceof EditTree.Mapping
                            ? "cannot be added: there is no mapping here"
                            : "cannot be added: there is no list here");
        }
        var splice = Extent.isFlow(trail.reached()) ? flowSplice(addition) : blockSplice(addition);
        return planned(List.of(splice), tree.change(trail.indices(trail.hops().size()), old -> old.append(addition)));
    }

    /** The tree to add for the missing steps: a mapping of one field or a list of one entry. */
    private EditTree addition(List<Step> steps) {
        var rest = steps.subList(1, steps.size());
        if (steps.get(0) instanceof FieldStep key) {
            return new EditTree.Mapping(
                    List.of(new EditTree.Field(string(key.name()), rest.isEmpty() ? target : addition(rest))));
        }
        var entry = (EntryStep) steps.get(0);
        var name = new EditTree.Mapping(List.of(new EditTree.Field(string(entry.key()), string(entry.value()))));
        boolean nameOnly = rest.equals(List.of(new FieldStep(entry.key())));
        return new EditTree.Sequence(List.of(nameOnly ? name : name.append(addition(rest))));
    }

    private static EditTree string(String value) {
        return EditTree.Scalar.of(value, FieldEdit.ScalarType.STRING);
    }

    private Splice flowSplice(EditTree addition) {
        var container = (CollectionNode<?>) trail.reached();
        if (!Extent.isOnOneLine(container)) {
            throw refused(container, "cannot be added: the braces or brackets are on several lines");
        }
        var text = BlockStyle.inFlow(addition);
        if (container.getValue().isEmpty()) {
            int inside = file.source().offset(container.getStartMark()) + 1;
            return new Splice(inside, inside, text);
        }
        var last = new FieldTrail.Hop(container, container.getValue().size() - 1).child();
        int end = file.source().offset(last.getEndMark());
        return new Splice(end, end, ", " + text);
    }

    private Splice blockSplice(EditTree addition) {
        var source = file.source();
        int column = trail.reached().getStartMark().getColumn();
        var line = source.lines().get(trail.reached().getStartMark().getLine());
        var before = source.text()
                .substring(line.start(), source.offset(trail.reached().getStartMark()));
        if (!before.chars().allMatch(c -> c == ' ' || c == '-')) {
            throw refused(trail.reached(), "cannot be added: there is other text before the first key");
        }
        int last = lastOwnLine(column);
        var lineBreak = source.lineBreak(last);
        var text = String.join(lineBreak, BlockStyle.of(file, trail).lines(addition, column));
        int at = source.lines().get(last).next();
        return source.endsWithoutBreak(last)
                ? new Splice(at, at, lineBreak + text)
                : new Splice(at, at, text + lineBreak);
    }

    /** The last line of the collection, including the comments that directly follow with the same indentation. */
    private int lastOwnLine(int column) {
        var source = file.source();
        int outer = trail.hops().isEmpty()
                ? -1
                : trail.hops()
                        .get(trail.hops().size() - 1)
                        .container()
                        .getStartMark()
                        .getColumn();
        int line = Extent.lastLine(source, trail.reached());
        while (line + 1 < source.lines().size()) {
            var next = source.content(line + 1);
            int indent = next.length() - next.stripLeading().length();
            if (!next.startsWith("#", indent) || indent < column || indent <= outer) {
                break;
            }
            line++;
        }
        return line;
    }

    private YamlEditor.Plan planned(List<Splice> splices, EditTree expected) {
        return new YamlEditor.Plan(splices, expected, trail.reached().getStartMark());
    }

    private IdpException refused(Node node, String why) {
        return EditableFile.cannotEdit(file.file(), node.getStartMark(), put.pointer() + " " + why);
    }
}
