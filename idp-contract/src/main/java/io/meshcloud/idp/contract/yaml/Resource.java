// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.math.BigDecimal;
import java.util.Optional;

/** The two resources of a replica, with the amounts that are probably written in the wrong unit. */
enum Resource {
    /** In cores. */
    CPU("cpu", new BigDecimal("0.001"), new BigDecimal(100)) {
        @Override
        Optional<AmountDoubt> doubt(Quantity amount) {
            if (isTooSmall(amount)) {
                return doubt(amount, "is less than a thousandth of a core", "for example 100m", "m");
            }
            return isTooLarge(amount)
                    ? doubt(amount, "is " + plain(amount) + " cores", "m means a thousandth of a core", "m")
                    : Optional.empty();
        }
    },
    /** In bytes. No program starts in 4 MiB. */
    MEMORY("memory", new BigDecimal(4L * 1024 * 1024), new BigDecimal("1E+9999")) {
        @Override
        Optional<AmountDoubt> doubt(Quantity amount) {
            if (isTooSmall(amount)) {
                return doubt(amount, "is " + plain(amount) + " bytes", "for example 512Mi", "Mi", "Gi");
            }
            return amount.amount().stripTrailingZeros().scale() > 0
                    ? Optional.of(new AmountDoubt(
                            Quoted.of(amount.text()) + " is not a whole number of bytes",
                            "write Mi for mebibytes, for example 512Mi; m means a thousandth"))
                    : Optional.empty();
        }
    };

    private static final int MAX_SHOWN = 20;

    private final String field;
    private final BigDecimal least;
    private final BigDecimal most;

    /**
     * @param least amounts below are doubtful
     * @param most amounts from here on are doubtful
     */
    Resource(String field, BigDecimal least, BigDecimal most) {
        this.field = field;
        this.least = least;
        this.most = most;
    }

    String field() {
        return field;
    }

    /** Why an amount is probably written in the wrong unit; empty if it is plausible. Zero is plausible. */
    abstract Optional<AmountDoubt> doubt(Quantity amount);

    boolean isTooSmall(Quantity amount) {
        return amount.amount().signum() > 0 && amount.amount().compareTo(least) < 0;
    }

    boolean isTooLarge(Quantity amount) {
        return amount.amount().compareTo(most) >= 0;
    }

    /** The doubt. It suggests the same number with the first of these units that gives a plausible amount. */
    Optional<AmountDoubt> doubt(Quantity amount, String meaning, String otherwise, String... units) {
        var what = Quoted.of(amount.text()) + " " + meaning;
        for (var unit : units) {
            var meant = number(amount.text()) + unit;
            if (meant.length() <= Quantity.MAX_LENGTH && isPlausible(meant)) {
                return Optional.of(new AmountDoubt(what, "did you mean " + Quoted.of(meant) + "?"));
            }
        }
        return Optional.of(new AmountDoubt(what, "check the unit, " + otherwise));
    }

    private boolean isPlausible(String text) {
        var amount = Quantity.parse(text);
        return amount.amount().signum() > 0 && !isTooSmall(amount) && !isTooLarge(amount);
    }

    /** The number without its unit. */
    private static String number(String text) {
        return text.substring(0, Ascii.skip(text, 0, c -> Ascii.isDigit(c) || c == '.' || c == '+'));
    }

    static String plain(Quantity amount) {
        var text = amount.amount().toPlainString();
        return text.length() <= MAX_SHOWN ? text : amount.amount().toEngineeringString();
    }
}
