package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.Remove;
import io.meshcloud.idp.contract.yaml.edit.FieldTrail.Hop;
import io.meshcloud.idp.contract.yaml.edit.EditableText.Splice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Plans a {@link Remove}. A field takes its lines with it, a comment behind it included; comments on lines of their own
 * stay. Where the last field or entry goes, the key above goes too, so that taking away what was added gives back the
 * same bytes; only braces and brackets below a key that stands on a line of its own stay, empty, because nothing but a
 * person's hand can have put them there.
 */
final class RemovePlanner {
    private final EditableFile file;
    private final Remove remove;
    private final FieldTrail trail;

    /** The hop whose field or item goes: the deepest whose collection keeps something. */
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
                : new YamlEditor.Plan(List.of(), EditTree.of(file.root()), file.root().getStartMark());
    }

    private YamlEditor.Plan plan() {
        while (hop(top).size() == 1 && !mayStayEmpty(top)) {
            if (top == 0) {
                throw refused(hop(0).head(), "cannot be removed: nothing would be left");
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
            throw refused(hop.head(), "cannot be removed: the braces or brackets stand on several lines");
        }
        if (hop.index() > 0) {
            return splice(
                    hop.sibling(hop.index() - 1).child().getEndMark(),
                    hop.child().getEndMark());
        }
        return hop.size() == 1
                ? splice(hop.head().getStartMark(), hop.child().getEndMark())
                : splice(hop.head().getStartMark(), hop.sibling(1).head().getStartMark());
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
        // The file ended without a line break, and so it shall.
        return file.source().endsWithoutBreak(to) && from > 0
                ? new Splice(lines.get(from - 1).end(), end, "")
                : new Splice(lines.get(from).start(), end, "");
    }

    /** The line of the key, or of the dash, which may stand above what it leads. */
    private int firstLine(Hop hop) {
        int at = file.source().offset(hop.head().getStartMark());
        if (hop.isItem()) {
            do {
                at--;
            } while (Character.isWhitespace(file.source().text().charAt(at)));
            if (file.source().text().charAt(at) != '-') {
                throw refused(hop.head(), "cannot be removed: its dash is not beside it");
            }
        }
        return file.source().lineAt(at);
    }

    private IdpException refused(Node node, String why) {
        return EditableFile.cannotEdit(file.file(), node.getStartMark(), remove.pointer() + " " + why);
    }
}
