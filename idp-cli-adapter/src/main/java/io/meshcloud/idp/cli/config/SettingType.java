// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the value of a setting is written in each source, and how the values of two sources are combined.
 *
 * @param <T> the type of the value
 */
abstract class SettingType<T> {
    /**
     * Where a value comes from.
     *
     * @param name the flag, the variable or the key in the file, which messages repeat
     * @param folder the folder that relative paths start from
     */
    record Source(String name, Path folder) {}

    /** Reads one text; refuses with {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_CONFIGURATION}. */
    @FunctionalInterface
    interface Rule<T> {
        T parse(String text, Source source);
    }

    /**
     * Reads what was typed.
     *
     * @param texts the flag's values in their order, or the {@linkplain #split parts} of the variable
     */
    abstract T parse(List<String> texts, Source source);

    /** Reads the value in the file; empty if it was refused and the finding noted. */
    abstract Optional<T> read(Node.Entry entry, ConfigFile file);

    /** How the file writes the value, for the reference. */
    abstract String fileForm();

    /** The texts in a variable's value. */
    List<String> split(String variable) {
        return List.of(variable);
    }

    boolean isRepeatable() {
        return false;
    }

    /** The value that applies if two sources have one. */
    T combine(T higher, T lower) {
        return higher;
    }

    static List<String> splitAtCommas(String variable) {
        return Arrays.stream(variable.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** One text. */
    static final class Text<T> extends SettingType<T> {
        private final Rule<T> rule;

        Text(Rule<T> rule) {
            this.rule = rule;
        }

        @Override
        T parse(List<String> texts, Source source) {
            return rule.parse(texts.get(texts.size() - 1), source);
        }

        @Override
        Optional<T> read(Node.Entry entry, ConfigFile file) {
            return file.text(entry, rule);
        }

        @Override
        String fileForm() {
            return "text";
        }
    }

    /** True or false; the flag has no value and means true. */
    static final class Switch extends SettingType<Boolean> {
        private final Rule<Boolean> rule;

        Switch(Rule<Boolean> rule) {
            this.rule = rule;
        }

        @Override
        Boolean parse(List<String> texts, Source source) {
            return rule.parse(texts.get(texts.size() - 1), source);
        }

        @Override
        Optional<Boolean> read(Node.Entry entry, ConfigFile file) {
            if (entry.value() instanceof Node.Scalar scalar && scalar.kind() == ScalarKind.BOOLEAN) {
                return Optional.of(Boolean.valueOf(scalar.text()));
            }
            return file.refuse(entry, "true or false", "write one of the two, without quotes");
        }

        @Override
        String fileForm() {
            return "true or false";
        }
    }

    /** Several texts; those of all sources apply. */
    static final class TextSet extends SettingType<Set<String>> {
        private final Rule<String> rule;
        private final String noun;
        private final String example;

        /**
         * @param noun what the texts are, in the plural
         */
        TextSet(Rule<String> rule, String noun, String example) {
            this.rule = rule;
            this.noun = noun;
            this.example = example;
        }

        @Override
        Set<String> parse(List<String> texts, Source source) {
            var values = new TreeSet<String>();
            texts.forEach(text -> values.add(rule.parse(text, source)));
            return values;
        }

        @Override
        Optional<Set<String>> read(Node.Entry entry, ConfigFile file) {
            if (!(entry.value() instanceof Node.Sequence sequence)) {
                return file.refuse(entry, "a list of " + noun, "write lines such as '- " + example + "' below it");
            }
            var values = new TreeSet<String>();
            sequence.items()
                    .forEach(item ->
                            file.text(new Node.Entry(entry.key(), item), rule).ifPresent(values::add));
            return Optional.of(values);
        }

        @Override
        String fileForm() {
            return "list of " + noun;
        }

        @Override
        List<String> split(String variable) {
            return splitAtCommas(variable);
        }

        @Override
        boolean isRepeatable() {
            return true;
        }

        @Override
        Set<String> combine(Set<String> higher, Set<String> lower) {
            var all = new TreeSet<>(lower);
            all.addAll(higher);
            return all;
        }
    }
}
