// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.yaml.edit.EditableText.Splice;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.Remove;
import io.meshcloud.idp.contract.yaml.edit.FieldTrail.Hop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Plans a {@link Remove}. The lines of the field are removed, including a comment on the same line; comments on lines
 * of their own remain. If the last field or entry of a collection is removed, the key above it is removed, too, so that
 * removing an addition restores the same bytes. But braces and brackets remain, empty, if their key is on a line of its
 * own, because only a person can have written that form.
 */
final class RemovePlanner {
    private final EditableFile file;
    private final Remove remove;
    private final FieldTrail trail;

    /** The hop whose field or item is removed: the deepest one whose collection keeps other contents. */
    private int top;

    private RemovePlanner(EditableFile file, Remove remove) {
        this.file = file;
        this.remove = remove;
        this.trail = FieldTrail.follow(file, FieldPath.parse(remove.pointer()));
        this.top = trail.hops().size() - 1;
    }

    static YamlEditor.Plan plan(EditableFile file, Remove remove) {
        var planner = new RemovePlanner(file, remove);
        return planner.trail.isFound()
                ? planner.plan()
                : new YamlEditor.Plan(
                        List.of(), EditTree.of(file.root()), file.root().getStartMark());
    }

    private YamlEditor.Plan plan() {
        while (hop(top).size() == 1 && !mayStayEmpty(top)) {
            if (top == 0) {
                throw refused(hop(0).head(), "cannot be removed: the file would be empty");
            }
            top--;
        }
        var splices = hop(top).inFlow() ? List.of(flowSplice()) : lineSplices();
        var expected = EditTree.of(file.root()).change(trail.indices(top), old -> old.without(hop(top).index()));
        return new YamlEditor.Plan(splices, expected, hop(top).head().getStartMark());
    }

    private boolean mayStayEmpty(int depth) {
        return hop(depth).inFlow() && depth > 0 && !hop(depth - 1).inFlow();
    }

    private Hop hop(int depth) {
        return trail.hops().get(depth);
    }

    private Splice flowSplice() {
        var hop = hop(top);
        if (!Extent.isOnOneLine(hop.container())) {
            throw refused(hop.head(), "cannot be removed: the braces or brackets are on several lines");
        }
        if (hop.index() > 0) {
            return splice(
                    hop.sibling(hop.index() - 1).child().getEndMark(),
                    hop.child().getEndMark());
        }
        return hop.size() == 1
                ? onlyEntry(hop)
                : splice(hop.head().getStartMark(), hop.sibling(1).head().getStartMark());
    }

    /** Removes the comma that follows, too: it would be the first character between the braces. */
    private Splice onlyEntry(Hop hop) {
        var text = file.source().text();
        int end = file.source().offset(hop.child().getEndMark());
        int next = Ascii.skip(text, end, c -> c == ' ');
        boolean comma = next < text.length() && text.charAt(next) == ',';
        return new Splice(file.source().offset(hop.head().getStartMark()), comma ? next + 1 : end, "");
    }

    private Splice splice(Mark start, Mark end) {
        return new Splice(file.source().offset(start), file.source().offset(end), "");
    }

    private List<Splice> lineSplices() {
        var lines = new BitSet();
        int deepest = trail.hops().size() - 1;
        for (int depth = top; depth <= deepest; depth++) {
            lines.set(firstLine(hop(depth)));
        }
        lines.set(
                firstLine(hop(deepest)),
                Extent.lastLine(file.source(), hop(deepest).child()) + 1);
        var splices = new ArrayList<Splice>();
        for (int from = lines.nextSetBit(0); from >= 0; from = lines.nextSetBit(from)) {
            int to = lines.nextClearBit(from);
            splices.add(lineSplice(from, to - 1));
            from = to;
        }
        return splices;
    }

    private Splice lineSplice(int from, int to) {
        var lines = file.source().lines();
        int end = lines.get(to).next();
        // The file ended without a line break, so the edited file does, too, unless the break belongs to a value.
        return file.source().endsWithoutBreak(to) && from > 0 && !followsBlockScalar()
                ? new Splice(lines.get(from - 1).end(), end, "")
                : new Splice(lines.get(from).start(), end, "");
    }

    private boolean followsBlockScalar() {
        int index = hop(top).index();
        return index > 0
                && Extent.isBlockScalar(
                        Extent.lastLeaf(hop(top).sibling(index - 1).child()));
    }

    /** The line of the key, or of the dash, which may be above its entry. */
    private int firstLine(Hop hop) {
        int at = file.source().offset(hop.head().getStartMark());
        if (hop.isItem()) {
            do {
                at--;
            } while (Character.isWhitespace(file.source().text().charAt(at)));
            if (file.source().text().charAt(at) != '-') {
                throw refused(hop.head(), "cannot be removed: there is other text between the entry and its dash");
            }
        }
        return file.source().lineAt(at);
    }

    private IdpException refused(Node node, String why) {
        return EditableFile.cannotEdit(file.file(), node.getStartMark(), remove.pointer() + " " + why);
    }
}
