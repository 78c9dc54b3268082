// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.version;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A version by SemVer 2.0.0, without build metadata: build metadata does not count for the precedence, so two versions
 * are equal if neither is higher. Numbers have any number of digits, because builds write times such as
 * {@code 1.0.20261130154400}.
 *
 * <p>Source: <a href="https://semver.org/spec/v2.0.0.html">SemVer 2.0.0</a>, items 2, 9, 10 and 11.
 */
public final class Version implements Comparable<Version> {
    /** The maximum length of a version, in characters: that of a tag. Longer texts are not parsed. */
    public static final int MAX_LENGTH = 128;

    private static final int NUMBERS = 3;

    private final List<String> numbers;
    private final List<String> prerelease;

    private Version(List<String> numbers, List<String> prerelease) {
        this.numbers = List.copyOf(numbers);
        this.prerelease = List.copyOf(prerelease);
    }

    static Version of(List<String> numbers, List<String> prerelease) {
        return new Version(numbers, prerelease);
    }

    /**
     * Reads a version as idp writes it: without {@code v} and without build metadata.
     *
     * @throws IdpException {@link ProblemCode#INVALID_VALUE} if the text has another form
     */
    public static Version parse(String text) {
        return strict(text)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.INVALID_VALUE,
                                Quoted.of(text) + " is not a version without build metadata",
                                "",
                                "write MAJOR.MINOR.PATCH or MAJOR.MINOR.PATCH-PRERELEASE by SemVer 2.0.0, without 'v'")
                        .asException());
    }

    /**
     * Reads the version in a tag: a {@code v} may precede it, and build metadata is read and dropped. A tag cannot
     * contain {@code +}, so an underscore may replace it, as in the tags of Helm charts.
     *
     * @return empty if the text is not a version by SemVer 2.0.0
     */
    public static Optional<Version> inTag(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var version = text.startsWith("v") ? text.substring(1) : text;
        int build = Ascii.skip(version, 0, c -> c != '+' && c != '_');
        return build == version.length()
                ? strict(version)
                : strict(version.substring(0, build)).filter(any -> isBuild(version.substring(build + 1)));
    }

    private static Optional<Version> strict(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int end = Ascii.skip(text, 0, c -> Ascii.isDigit(c) || c == '.');
        var numbers = List.of(text.substring(0, end).split("\\.", -1));
        if (numbers.size() != NUMBERS || !numbers.stream().allMatch(Version::isNumber)) {
            return Optional.empty();
        }
        if (end == text.length()) {
            return Optional.of(new Version(numbers, List.of()));
        }
        return text.charAt(end) == '-'
                ? prerelease(text.substring(end + 1)).map(identifiers -> new Version(numbers, identifiers))
                : Optional.empty();
    }

    /** The identifiers of a prerelease; empty if the text is not a prerelease. */
    static Optional<List<String>> prerelease(String text) {
        var identifiers = List.of(text.split("\\.", -1));
        return identifiers.stream().allMatch(Version::isPrereleaseIdentifier)
                ? Optional.of(identifiers)
                : Optional.empty();
    }

    static boolean isBuild(String text) {
        return List.of(text.split("\\.", -1)).stream()
                .allMatch(part -> Ascii.consistsOf(part, Version::isInIdentifier));
    }

    /** Digits without a leading zero. */
    static boolean isNumber(String text) {
        return Ascii.consistsOf(text, Ascii::isDigit) && (text.length() == 1 || text.charAt(0) != '0');
    }

    private static boolean isPrereleaseIdentifier(String text) {
        return Ascii.consistsOf(text, Version::isInIdentifier)
                && (isNumber(text) || !Ascii.consistsOf(text, Ascii::isDigit));
    }

    private static boolean isInIdentifier(int c) {
        return Ascii.isLetterOrDigit(c) || c == '-';
    }

    public boolean isPrerelease() {
        return !prerelease.isEmpty();
    }

    /** Major, minor and patch. */
    List<String> numbers() {
        return numbers;
    }

    /** By SemVer 2.0.0, item 11. */
    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < NUMBERS; i++) {
            int difference = compareNumbers(numbers.get(i), other.numbers.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
            return Boolean.compare(prerelease.isEmpty(), other.prerelease.isEmpty());
        }
        int common = Math.min(prerelease.size(), other.prerelease.size());
        for (int i = 0; i < common; i++) {
            int difference = compareIdentifiers(prerelease.get(i), other.prerelease.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(prerelease.size(), other.prerelease.size());
    }

    public boolean isHigherThan(Version other) {
        return compareTo(other) > 0;
    }

    private static int compareIdentifiers(String one, String other) {
        boolean number = Ascii.consistsOf(one, Ascii::isDigit);
        boolean otherNumber = Ascii.consistsOf(other, Ascii::isDigit);
        if (number != otherNumber) {
            return number ? -1 : 1;
        }
        return number ? compareNumbers(one, other) : one.compareTo(other);
    }

    /** Numbers have no leading zeros: the one with more digits is higher. */
    private static int compareNumbers(String one, String other) {
        int byLength = Integer.compare(one.length(), other.length());
        return byLength == 0 ? one.compareTo(other) : byLength;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version that && numbers.equals(that.numbers) && prerelease.equals(that.prerelease);
    }

    @Override
    public int hashCode() {
        return Objects.hash(numbers, prerelease);
    }

    /** The version without {@code v}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return String.join(".", numbers) + (prerelease.isEmpty() ? "" : "-" + String.join(".", prerelease));
    }
}
