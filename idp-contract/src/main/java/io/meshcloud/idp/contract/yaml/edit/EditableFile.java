// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A file that can be edited: one document whose root is a mapping, without anchors, aliases, tags, complex keys and
 * duplicate keys. In any other file, an edit of one place could change another.
 *
 * @param file the file as the user knows it
 * @param source the text
 * @param root the nodes, with marks into the text
 */
record EditableFile(String file, EditableText source, MappingNode root) {
    // Far more than the contract needs. Without a limit, a file of brackets costs the parser quadratic time.
    private static final int MAX_DEPTH = 50;

    private static final String FIX = "write that part of the file on lines of its own, without YAML's special"
            + " features, and try again; `idp env apply ADDRESS -f FILE` replaces an app-env.yaml as a whole";

    static EditableFile read(String file, Bytes bytes) {
        var source = EditableText.read(file, bytes);
        try {
            checkEvents(file, source.text());
            var options = new LoaderOptions();
            var root = new Composer(new ParserImpl(new StreamReader(source.text()), options), new Resolver(), options)
                    .getSingleNode();
            if (!(root instanceof MappingNode mapping)) {
                throw cannotEdit(file, null, "the file contains no fields");
            }
            checkKeys(file, mapping);
            return new EditableFile(file, source, mapping);
        } catch (MarkedYAMLException e) {
            throw cannotEdit(file, e.getProblemMark(), "the file is not readable as YAML");
        } catch (YAMLException e) {
            throw cannotEdit(file, null, "the file is not readable as YAML");
        }
    }

    private static void checkEvents(String file, String text) {
        var parser = new ParserImpl(new StreamReader(text), new LoaderOptions());
        int documents = 0;
        int depth = 0;
        while (!parser.checkEvent(Event.ID.StreamEnd)) {
            var event = parser.getEvent();
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                throw cannotEdit(file, event.getStartMark(), "the file contains several documents");
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                throw cannotEdit(file, event.getStartMark(), "the file nests deeper than " + MAX_DEPTH + " levels");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (event instanceof AliasEvent) {
                throw cannotEdit(file, event.getStartMark(), "the file contains an alias");
            }
            if (event instanceof NodeEvent node && node.getAnchor() != null) {
                throw cannotEdit(file, event.getStartMark(), "the file contains an anchor");
            }
            if ((event instanceof ScalarEvent scalar && scalar.getTag() != null)
                    || (event instanceof CollectionStartEvent start && start.getTag() != null)) {
                throw cannotEdit(file, event.getStartMark(), "the file contains a tag");
            }
        }
    }

    private static void checkKeys(String file, Node node) {
        if (node instanceof MappingNode mapping) {
            var seen = new HashSet<String>();
            for (var tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw cannotEdit(file, tuple.getKeyNode().getStartMark(), "the file contains a complex key");
                }
                if (!seen.add(key.getValue())) {
                    throw cannotEdit(
                            file, key.getStartMark(), "the key " + Quoted.of(key.getValue()) + " occurs twice");
                }
                checkKeys(file, tuple.getValueNode());
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> checkKeys(file, item));
        }
    }

    /**
     * The refusal of an edit.
     *
     * @param mark the place that cannot be edited; null for the file as a whole
     */
    static IdpException cannotEdit(String file, @Nullable Mark mark, String what) {
        return cannotEdit(file, mark, what, FIX);
    }

    /** The refusal of an edit, with a remedy of its own. */
    static IdpException cannotEdit(String file, @Nullable Mark mark, String what, String fix) {
        var where = mark == null ? Location.of(file) : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
        return Problem.of(ProblemCode.CANNOT_EDIT, what, where.toString(), fix).asException();
    }
}
