// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;
import java.util.Optional;

/**
 * The tags that automation takes: a regular expression for the whole tag, written by the platform.
 *
 * <p>Teams choose tags, so matching must take linear time: no tag of a team can hang the platform. Therefore the syntax
 * is RE2, without look-around, back references and possessive quantifiers.
 */
public final class TagPattern implements TagFilter {
    /** The maximum length of an expression, in characters. */
    public static final int MAX_LENGTH = 500;

    private static final int MAX_REPETITIONS = 1000;
    private static final Pattern COUNT = Pattern.compile("(\\)?)\\{([0-9]+)(?:,([0-9]*))?\\}");

    private final Pattern pattern;

    private TagPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * @throws IdpException {@link ProblemCode#INVALID_VALUE} if it is not such an expression
     */
    public static TagPattern parse(String text) {
        Objects.requireNonNull(text, "text");
        if (text.length() > MAX_LENGTH) {
            throw refused(text, "is longer than " + MAX_LENGTH + " characters", "write a shorter one");
        }
        if (repetitions(text) > MAX_REPETITIONS) {
            throw refused(
                    text,
                    "repeats its parts more than " + MAX_REPETITIONS + " times",
                    "lower the numbers in braces; a tag has at most 128 characters");
        }
        try {
            return new TagPattern(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw refused(
                    text,
                    "is not a regular expression: " + e.getDescription() + " at " + Quoted.of(e.getPattern()),
                    "write one for the whole tag, for example 'v[0-9]+\\.[0-9]+', without look-around, back references"
                            + " and possessive quantifiers");
        }
    }

    /**
     * The maximum number of repetitions of one part. Counts after groups multiply, because groups may be nested. The
     * engine unrolls all repetitions.
     */
    private static double repetitions(String text) {
        double groupRepetitions = 1;
        double partRepetitions = 1;
        var counts = COUNT.matcher(text);
        while (counts.find()) {
            var upper = counts.group(3);
            double count = Double.parseDouble(upper == null || upper.isEmpty() ? counts.group(2) : upper);
            if (counts.group(1).isEmpty()) {
                partRepetitions = Math.max(partRepetitions, count);
            } else {
                groupRepetitions *= Math.max(1, count);
            }
        }
        return groupRepetitions * partRepetitions;
    }

    private static IdpException refused(String text, String why, String fix) {
        return Problem.of(ProblemCode.INVALID_VALUE, Quoted.of(text) + " " + why, "", fix)
                .asException();
    }

    /** Whether the expression matches the whole tag. */
    @Override
    public boolean matches(Tag tag) {
        return pattern.matches(tag.value());
    }

    /** Whether the expression has a capture group of this name or number. */
    public boolean hasGroup(String group) {
        return isNumber(group)
                ? Integer.parseInt(group) <= pattern.groupCount()
                : pattern.namedGroups().containsKey(group);
    }

    /**
     * What a capture group of the expression matches in a tag; empty if the expression or the group matches nothing.
     */
    public Optional<String> group(Tag tag, String group) {
        var matcher = pattern.matcher(tag.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(isNumber(group) ? matcher.group(Integer.parseInt(group)) : matcher.group(group));
    }

    private static boolean isNumber(String group) {
        return Ascii.consistsOf(group, Ascii::isDigit);
    }

    /**
     * Whether the expression has a {@code ^} and no end. Elsewhere such an expression finds the beginning of a tag;
     * here it must match the whole tag, so it matches fewer tags than its author expects.
     */
    public boolean looksLikeBeginning() {
        var text = pattern.pattern();
        return text.startsWith("^") && !text.endsWith("$") && !text.endsWith(".*") && !text.endsWith(".+");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagPattern that && pattern.pattern().equals(that.pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    /** The expression as written. */
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
