// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small edit of a valid file that breaks one rule. The character » marks the position of the finding, and is removed
 * before reading.
 *
 * @param rule the rule in words
 * @param text the whole file with the mark
 * @param words what the message and the remedy must say
 * @param notInSchema why a JSON Schema cannot have the rule; empty if it has it
 */
record Mutation(DocumentKind kind, String rule, String text, ProblemCode code, List<String> words, String notInSchema) {
    private static final char MARK = '»';

    static Edit of(DocumentKind kind, String rule) {
        return new Edit(kind, rule, Samples.of(kind));
    }

    Bytes bytes() {
        return Bytes.utf8(text.replace(String.valueOf(MARK), ""));
    }

    /** {@code file:line:column} of the mark. */
    String place() {
        var before = text.substring(0, text.indexOf(MARK));
        int line = (int) before.lines().count() + (before.endsWith("\n") || before.isEmpty() ? 1 : 0);
        var lineStart = before.substring(before.lastIndexOf('\n') + 1);
        return kind.fileName() + ":" + line + ":" + (lineStart.codePointCount(0, lineStart.length()) + 1);
    }

    /** Asserts that the finding of this rule is the only one, at the mark, with the expected words. */
    void assertRefused() {
        var findings = Samples.errors(kind, bytes());
        assertThat(findings).hasSize(1);
        var finding = findings.get(0);
        assertThat(finding.location()).hasToString(place());
        assertThat(finding.code()).isEqualTo(code);
        assertThat(finding.isError()).isTrue();
        assertThat(finding.fix()).isNotBlank();
        assertThat(shown(finding)).contains(words).doesNotContain("\n");
    }

    private static String shown(Finding finding) {
        return finding.what() + " | " + finding.fix();
    }

    @Override
    public String toString() {
        return kind.shortName() + ": " + rule;
    }

    /** Edits of the valid file; each must find what it looks for. */
    record Edit(DocumentKind kind, String rule, String text) {
        Edit replace(String old, String replacement) {
            assertThat(text).as(rule).contains(old);
            return new Edit(kind, rule, text.replaceFirst(Pattern.quote(old), Matcher.quoteReplacement(replacement)));
        }

        /** Removes each whole line that starts with one of these. */
        Edit without(String... starts) {
            var rest = text;
            for (var start : starts) {
                var shorter = rest.replaceFirst("(?m)^" + Pattern.quote(start) + ".*\n", "");
                assertThat(shorter).as(rule + ": " + start).isNotEqualTo(rest);
                rest = shorter;
            }
            return new Edit(kind, rule, rest);
        }

        /** Keeps what comes before this. */
        Edit upTo(String end) {
            return new Edit(kind, rule, text.substring(0, text.indexOf(end) + 1));
        }

        /** The finding must point to the first occurrence of this. */
        Edit at(String place) {
            return replace(place, MARK + place);
        }

        Mutation refused(ProblemCode code, String... words) {
            return refusedByCodeOnly("", code, words);
        }

        /** The mutation for a rule that the JSON Schema cannot express, for this reason. */
        Mutation refusedByCodeOnly(String reason, ProblemCode code, String... words) {
            assertThat(text.chars().filter(c -> c == MARK)).as(rule).hasSize(1);
            return new Mutation(kind, rule, text, code, List.of(words), reason);
        }
    }
}
