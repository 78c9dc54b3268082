// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.ScannerImpl;

/** Builds the tree of one document from YAML events, and reports all YAML features that the contract does not allow. */
final class TreeBuilder {
    /** The maximum nesting; the contract needs seven levels. */
    static final int MAX_DEPTH = 32;

    /** The maximum length of a key in characters: that of a DNS name, the longest key of the contract. */
    static final int MAX_KEY = 253;

    private final String file;
    private final String text;
    private final StreamReader reader;
    private final Parser parser;
    private final List<Finding> findings = new ArrayList<>();

    TreeBuilder(String file, String text) {
        this.file = file;
        this.text = text;
        this.reader = new StreamReader(text);
        var scanner = new ScannerImpl(reader, new LoaderOptions());
        this.parser = new ParserImpl(new HelmScanner(scanner, text, this::refuse));
    }

    YamlTree build() {
        try {
            return new YamlTree(document(), findings);
        } catch (MarkedYAMLException e) {
            findings.add(SyntaxFinding.of(location(problemMark(e)), e, text));
        } catch (YAMLException e) {
            // A few errors of the scanner have no position; then the reader's position is just after the error.
            findings.add(SyntaxFinding.unmarked(location(reader.getMark()), e));
        } catch (TooDeepException e) {
            findings.add(Finding.error(
                    ProblemCode.TOO_DEEP,
                    e.location,
                    "",
                    "the nesting is deeper than " + MAX_DEPTH + " levels",
                    "no field of the contract is that deep: check the brackets and the indentation"));
        }
        return new YamlTree(null, findings);
    }

    /** SnakeYAML names two positions: the start of the construct and the error. The second one is reported. */
    private static @Nullable Mark problemMark(MarkedYAMLException e) {
        return e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    }

    private @Nullable Node document() throws TooDeepException {
        parser.getEvent();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            note(Finding.error(
                    ProblemCode.NOT_YAML,
                    Location.of(file),
                    "",
                    "the file is empty",
                    "write a document that starts with apiVersion and kind"));
            return null;
        }
        parser.getEvent();
        var root = node(1);
        parser.getEvent();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            refuse(parser.peekEvent(), "a second document", "keep one document in each file");
        }
        return root;
    }

    private Node node(int depth) throws TooDeepException {
        var event = (NodeEvent) parser.getEvent();
        var location = location(event.getStartMark());
        if (depth > MAX_DEPTH) {
            throw new TooDeepException(location);
        }
        if (event instanceof AliasEvent) {
            refuse(event, "the alias " + Quoted.of("*" + event.getAnchor()), "write the value itself");
            return new Node.Unreadable(location);
        }
        boolean refused = refuseAnchorAndTag(event);
        var node = content(event, location, depth);
        return refused && node instanceof Node.Scalar ? new Node.Unreadable(location) : node;
    }

    private Node content(NodeEvent event, Location location, int depth) throws TooDeepException {
        if (event instanceof MappingStartEvent) {
            return mapping(location, depth);
        }
        if (event instanceof SequenceStartEvent) {
            var items = new ArrayList<Node>();
            while (!parser.checkEvent(Event.ID.SequenceEnd)) {
                items.add(node(depth + 1));
            }
            parser.getEvent();
            return new Node.Sequence(location, items);
        }
        var scalar = (ScalarEvent) event;
        var kind = scalar.isPlain() ? PlainScalars.kind(scalar.getValue()) : ScalarKind.STRING;
        return new Node.Scalar(location, scalar.getValue(), scalar.isPlain(), kind);
    }

    private boolean refuseAnchorAndTag(NodeEvent event) {
        if (event.getAnchor() != null) {
            refuse(
                    event,
                    "the anchor " + Quoted.of("&" + event.getAnchor()),
                    "remove it, and write the value wherever it is needed");
        }
        var tag = tag(event);
        tag.ifPresent(name -> refuse(
                event, "the tag " + Quoted.of(name), "remove it; quotes make a text, plain digits make a number"));
        return event.getAnchor() != null || tag.isPresent();
    }

    private static Optional<String> tag(NodeEvent event) {
        if (event instanceof ScalarEvent scalar) {
            return Optional.ofNullable(scalar.getTag());
        }
        return event instanceof MappingStartEvent mapping
                ? Optional.ofNullable(mapping.getTag())
                : Optional.ofNullable(((SequenceStartEvent) event).getTag());
    }

    private Node.Mapping mapping(Location location, int depth) throws TooDeepException {
        var entries = new ArrayList<Node.Entry>();
        var seen = new HashMap<String, Location>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            var key = node(depth + 1);
            var value = node(depth + 1);
            if (key instanceof Node.Scalar scalar) {
                if (isUsable(scalar, seen)) {
                    entries.add(new Node.Entry(scalar, value));
                }
            } else if (!(key instanceof Node.Unreadable)) {
                refuse(key.location(), "a key that is a list or a mapping", "write a plain word as the key");
            }
        }
        parser.getEvent();
        return new Node.Mapping(location, entries);
    }

    private boolean isUsable(Node.Scalar key, Map<String, Location> seen) {
        if (key.plain() && key.text().equals("<<")) {
            refuse(key.location(), "the merge key '<<'", "write the merged fields themselves");
            return false;
        }
        if (key.text().length() > MAX_KEY) {
            refuse(key.location(), "a key of " + key.text().length() + " characters", "use at most " + MAX_KEY);
            return false;
        }
        if (key.kind() != ScalarKind.STRING) {
            note(Finding.error(
                    ProblemCode.AMBIGUOUS_SCALAR,
                    key.location(),
                    "",
                    "the key " + Quoted.of(key.text()) + " is not read as a text by all YAML readers",
                    "quote it if it is meant as a name"));
            return false;
        }
        var first = seen.putIfAbsent(key.text(), key.location());
        if (first != null) {
            note(Finding.error(
                    ProblemCode.DUPLICATE_KEY,
                    key.location(),
                    "",
                    "the key " + Quoted.of(key.text()) + " is already in line " + first.line(),
                    "keep one of the two"));
        }
        return first == null;
    }

    private void note(Finding finding) {
        if (findings.size() < YamlTree.MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    private void refuse(Event event, String what, String fix) {
        refuse(location(event.getStartMark()), what, fix);
    }

    private void refuse(int line, int column, String what, String fix) {
        refuse(new Location(file, line, column), what, fix);
    }

    private void refuse(Location location, String what, String fix) {
        note(Finding.error(
                ProblemCode.YAML_FEATURE_REFUSED,
                location,
                "",
                what + " is not allowed in files of the contract",
                fix));
    }

    private Location location(@Nullable Mark mark) {
        return mark == null ? Location.of(file) : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Ends reading immediately; the remaining input is ignored. */
    private static final class TooDeepException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Location location;

        TooDeepException(Location location) {
            super(null, null, false, false);
            this.location = location;
        }
    }
}
