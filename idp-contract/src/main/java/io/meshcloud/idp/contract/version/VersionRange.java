// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.version;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of versions as npm and Flux users write it: {@code ^1.2}, {@code ~1.2.3}, {@code >=1.0 <2.0}, {@code 1.x},
 * {@code 1.2 - 1.4}, {@code 1.x || >=2.1.0}. Comparators are joined by spaces or commas, alternatives by {@code ||}.
 *
 * <p>The caller decides whether prereleases are taken at all. If so, they count by precedence, with two exceptions that
 * avoid surprises: a bound that does not write all three numbers includes the prereleases of its lowest version
 * ({@code ^1.2} contains {@code 1.2.0-rc.1}), and an upper bound that writes no prerelease excludes the prereleases of
 * its version ({@code <2.0.0} does not contain {@code 2.0.0-rc.1}).
 *
 * <p>Source: <a href="https://github.com/npm/node-semver#ranges">node-semver, "Ranges"</a>.
 */
public final class VersionRange {
    /** The maximum length of a range, in characters. Longer texts are not parsed. */
    public static final int MAX_LENGTH = 200;

    private final String text;
    private final List<Interval> alternatives;

    private VersionRange(String text, List<Interval> alternatives) {
        this.text = text;
        this.alternatives = List.copyOf(alternatives);
    }

    /**
     * @throws IdpException {@link ProblemCode#INVALID_VALUE} if it is not such a range, or no version is in it
     */
    public static VersionRange parse(String text) {
        Objects.requireNonNull(text, "text");
        if (text.length() > MAX_LENGTH) {
            throw refused(text, "is longer than " + MAX_LENGTH + " characters", "write a shorter one");
        }
        var alternatives = new RangeParser(text).alternatives();
        if (alternatives.isEmpty()) {
            throw refused(
                    text, "is not a range of versions", "write it like '^1.2', '~1.2.3', '>=1.0 <2.0', '1.x' or '*'");
        }
        if (alternatives.stream().anyMatch(Interval::isEmpty)) {
            throw refused(
                    text, "contains a part without any version", "write the lower bound first, or remove the part");
        }
        return new VersionRange(text, alternatives);
    }

    private static IdpException refused(String text, String why, String fix) {
        return Problem.of(ProblemCode.INVALID_VALUE, Quoted.of(text) + " " + why, "", fix)
                .asException();
    }

    public boolean contains(Version version) {
        return alternatives.stream().anyMatch(interval -> interval.contains(version));
    }

    /**
     * Whether the range names a prerelease that is in it, such as {@code >=1.0.0-0}. The author of such a range expects
     * prereleases to be taken.
     */
    public boolean namesPrerelease() {
        return alternatives.stream()
                .anyMatch(interval -> interval.low() != null && interval.low().written());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionRange that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The range as written. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * One end of an interval.
     *
     * @param inclusive whether the version itself is in the interval
     * @param written whether the range writes a prerelease here
     */
    record Bound(Version version, boolean inclusive, boolean written) {}

    /**
     * The versions between two bounds; an absent bound does not limit them.
     *
     * @param low the lower bound
     * @param high the upper bound
     */
    record Interval(@Nullable Bound low, @Nullable Bound high) {
        static final Interval ALL = new Interval(null, null);

        Interval and(Interval other) {
            return new Interval(higher(low, other.low), lower(high, other.high));
        }

        boolean contains(Version version) {
            return isAbove(version) && isBelow(version);
        }

        private boolean isAbove(Version version) {
            if (low == null) {
                return true;
            }
            int difference = version.compareTo(low.version());
            return low.inclusive() ? difference >= 0 : difference > 0;
        }

        private boolean isBelow(Version version) {
            if (high == null) {
                return true;
            }
            int difference = version.compareTo(high.version());
            return high.inclusive() ? difference <= 0 : difference < 0;
        }

        boolean isEmpty() {
            if (high == null) {
                return false;
            }
            if (low == null) {
                return !high.inclusive() && high.version().equals(LOWEST);
            }
            int difference = low.version().compareTo(high.version());
            return difference > 0 || (difference == 0 && !(low.inclusive() && high.inclusive()));
        }

        private static @Nullable Bound higher(@Nullable Bound one, @Nullable Bound other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            int difference = one.version().compareTo(other.version());
            return difference > 0 || (difference == 0 && !one.inclusive()) ? one : other;
        }

        private static @Nullable Bound lower(@Nullable Bound one, @Nullable Bound other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            int difference = one.version().compareTo(other.version());
            return difference < 0 || (difference == 0 && !one.inclusive()) ? one : other;
        }
    }

    /** No version is lower. */
    static final Version LOWEST = Version.of(List.of("0", "0", "0"), List.of("0"));
}
