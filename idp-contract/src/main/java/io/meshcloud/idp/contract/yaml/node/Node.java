// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Location;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A part of a YAML document with its position. */
public sealed interface Node {
    /** The first character of the node; for a block mapping, its first key. */
    Location location();

    <R> R match(
            Function<? super Mapping, R> mapping,
            Function<? super Sequence, R> sequence,
            Function<? super Scalar, R> scalar,
            Function<? super Unreadable, R> unreadable);

    /** Keys with values in the order of the file, without duplicate keys. */
    record Mapping(Location location, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<Entry> entry(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().text().equals(key))
                    .findFirst();
        }

        @Override
        public <R> R match(
                Function<? super Mapping, R> mapping,
                Function<? super Sequence, R> sequence,
                Function<? super Scalar, R> scalar,
                Function<? super Unreadable, R> unreadable) {
            return mapping.apply(this);
        }
    }

    /** One field of a mapping. */
    record Entry(Scalar key, Node value) {}

    /** A list. */
    record Sequence(Location location, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public <R> R match(
                Function<? super Mapping, R> mapping,
                Function<? super Sequence, R> sequence,
                Function<? super Scalar, R> scalar,
                Function<? super Unreadable, R> unreadable) {
            return sequence.apply(this);
        }
    }

    /**
     * A single value.
     *
     * @param text the value, with quotes and escapes resolved
     * @param plain whether it is written without quotes and block indicator
     * @param kind the type that all YAML readers give it
     */
    record Scalar(Location location, String text, boolean plain, ScalarKind kind) implements Node {
        /** Whether the scalar is absent in the text. */
        public boolean isEmpty() {
            return plain && text.isEmpty();
        }

        @Override
        public <R> R match(
                Function<? super Mapping, R> mapping,
                Function<? super Sequence, R> sequence,
                Function<? super Scalar, R> scalar,
                Function<? super Unreadable, R> unreadable) {
            return scalar.apply(this);
        }
    }

    /** A value that is not readable. The tree has a finding about it, so no other finding is needed. */
    record Unreadable(Location location) implements Node {
        @Override
        public <R> R match(
                Function<? super Mapping, R> mapping,
                Function<? super Sequence, R> sequence,
                Function<? super Scalar, R> scalar,
                Function<? super Unreadable, R> unreadable) {
            return unreadable.apply(this);
        }
    }
}
