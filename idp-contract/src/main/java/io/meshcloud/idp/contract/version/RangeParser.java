// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.version;

import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.version.VersionRange.Bound;
import io.meshcloud.idp.contract.version.VersionRange.Interval;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of versions.
 *
 * <pre>
 * range       = alternative *( "||" alternative )
 * alternative = partial " - " partial / comparator *( ( SP / "," ) comparator )
 * comparator  = [ "^" / "~" / "~>" / "=" / ">" / ">=" / "&lt;" / "&lt;=" ] partial
 * partial     = [ "v" ] ( wildcard / number [ "." ( wildcard / number [ "." ( wildcard / number [ "-" prerelease ]
 *               [ "+" build ] ) ] ) ] )
 * wildcard    = "x" / "X" / "*"
 * </pre>
 */
final class RangeParser {
    private static final List<String> OPERATORS = List.of("^", "~>", "~", ">=", "<=", ">", "<", "=");
    private static final String HYPHEN = " - ";
    private static final int NUMBERS = 3;
    private static final List<String> LOWEST_PRERELEASE = List.of("0");

    private final String text;

    RangeParser(String text) {
        this.text = text;
    }

    /** The alternatives; none if the text is not a range. */
    List<Interval> alternatives() {
        var found = new ArrayList<Interval>();
        int from = 0;
        while (true) {
            int end = text.indexOf("||", from);
            var alternative = alternative(strip(text.substring(from, end < 0 ? text.length() : end)));
            if (alternative.isEmpty()) {
                return List.of();
            }
            found.add(alternative.get());
            if (end < 0) {
                return found;
            }
            from = end + "||".length();
        }
    }

    private static String strip(String text) {
        int from = skipSpaces(text, 0);
        int to = text.length();
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    private static int skipSpaces(String text, int from) {
        return Ascii.skip(text, from, c -> c == ' ');
    }

    private static Optional<Interval> alternative(String text) {
        int hyphen = text.indexOf(HYPHEN);
        if (hyphen >= 0) {
            return Partial.parse(strip(text.substring(0, hyphen)))
                    .flatMap(low -> Partial.parse(strip(text.substring(hyphen + HYPHEN.length())))
                            .map(high -> low.orMore().and(high.orLess())));
        }
        var interval = Interval.ALL;
        int at = 0;
        do {
            var operator = operator(text, at);
            int from = skipSpaces(text, at + operator.length());
            int to = Ascii.skip(text, from, c -> c != ' ' && c != ',');
            var comparator = Partial.parse(text.substring(from, to)).map(partial -> partial.with(operator));
            if (comparator.isEmpty()) {
                return Optional.empty();
            }
            interval = interval.and(comparator.get());
            at = skipSpaces(text, to);
            if (text.startsWith(",", at)) {
                at = skipSpaces(text, at + 1);
                if (at == text.length()) {
                    return Optional.empty();
                }
            }
        } while (at < text.length());
        return Optional.of(interval);
    }

    private static String operator(String text, int at) {
        return OPERATORS.stream()
                .filter(operator -> text.startsWith(operator, at))
                .findFirst()
                .orElse("");
    }

    /**
     * A version, or the first numbers of one.
     *
     * @param numbers those before the first wildcard: at most three
     * @param prerelease none unless all three numbers are there
     */
    private record Partial(List<String> numbers, List<String> prerelease) {

        static Optional<Partial> parse(String text) {
            var version = text.startsWith("v") ? text.substring(1) : text;
            int build = version.indexOf('+');
            if (build >= 0 && !Version.isBuild(version.substring(build + 1))) {
                return Optional.empty();
            }
            var main = build < 0 ? version : version.substring(0, build);
            int hyphen = main.indexOf('-');
            var numbers = numbers(hyphen < 0 ? main : main.substring(0, hyphen));
            boolean whole = numbers != null && numbers.size() == NUMBERS;
            if (numbers == null || (!whole && (build >= 0 || hyphen >= 0))) {
                return Optional.empty();
            }
            return hyphen < 0
                    ? Optional.of(new Partial(numbers, List.of()))
                    : Version.prerelease(main.substring(hyphen + 1))
                            .map(identifiers -> new Partial(numbers, identifiers));
        }

        private static @Nullable List<String> numbers(String text) {
            var parts = List.of(text.split("\\.", -1));
            if (parts.size() > NUMBERS) {
                return null;
            }
            int known = 0;
            while (known < parts.size() && Version.isNumber(parts.get(known))) {
                known++;
            }
            boolean rest = parts.subList(known, parts.size()).stream().allMatch(Partial::isWildcard);
            return rest ? parts.subList(0, known) : null;
        }

        private static boolean isWildcard(String text) {
            return text.equals("x") || text.equals("X") || text.equals("*");
        }

        Interval with(String operator) {
            return switch (operator) {
                case "^" -> caret();
                case "~", "~>" -> new Interval(low(), nextAfter(Math.min(numbers.size(), 2)));
                case ">=" -> orMore();
                case "<=" -> orLess();
                case ">" -> more();
                case "<" -> less();
                default -> orMore().and(orLess());
            };
        }

        Interval orMore() {
            return new Interval(low(), null);
        }

        Interval orLess() {
            return new Interval(null, isWhole() ? new Bound(version(), true, false) : nextAfter(numbers.size()));
        }

        private Interval more() {
            if (numbers.isEmpty()) {
                return none();
            }
            return new Interval(isWhole() ? new Bound(version(), false, hasPrerelease()) : next(true), null);
        }

        private Interval less() {
            if (numbers.isEmpty()) {
                return none();
            }
            return new Interval(null, new Bound(hasPrerelease() ? version() : lowest(numbers), false, false));
        }

        private static Interval none() {
            return new Interval(null, new Bound(VersionRange.LOWEST, false, false));
        }

        /** Keeps the first number that is not zero; of zeros, the last one that is written. */
        private Interval caret() {
            int kept = 0;
            while (kept < numbers.size() && numbers.get(kept).equals("0")) {
                kept++;
            }
            return new Interval(low(), nextAfter(Math.min(kept + 1, numbers.size())));
        }

        private @Nullable Bound low() {
            if (numbers.isEmpty()) {
                return null;
            }
            return isWhole() ? new Bound(version(), true, hasPrerelease()) : new Bound(lowest(numbers), true, false);
        }

        private Bound next(boolean inclusive) {
            return new Bound(lowest(increased(numbers.size())), inclusive, false);
        }

        /**
         * The first version that differs in the first {@code count} numbers, as an exclusive bound; none for no
         * numbers.
         */
        private @Nullable Bound nextAfter(int count) {
            return count == 0 ? null : new Bound(lowest(increased(count)), false, false);
        }

        private List<String> increased(int count) {
            var kept = new ArrayList<>(numbers.subList(0, count));
            kept.set(
                    count - 1,
                    new BigInteger(kept.get(count - 1)).add(BigInteger.ONE).toString());
            return kept;
        }

        private boolean isWhole() {
            return numbers.size() == NUMBERS;
        }

        private boolean hasPrerelease() {
            return !prerelease.isEmpty();
        }

        private Version version() {
            return Version.of(numbers, prerelease);
        }

        /** The lowest prerelease of the version that has zeros for the missing numbers. */
        private static Version lowest(List<String> numbers) {
            var all = new ArrayList<>(numbers);
            while (all.size() < NUMBERS) {
                all.add("0");
            }
            return Version.of(all, LOWEST_PRERELEASE);
        }
    }
}
