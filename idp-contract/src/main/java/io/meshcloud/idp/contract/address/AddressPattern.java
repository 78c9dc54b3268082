// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A pattern of addresses: an address in which {@code *} matches any one segment, such as
 * {@code likvid/hello-api/*}. A pattern never matches an address with another number of segments.
 *
 * @param value slugs or {@code *}, joined by {@code /}
 */
public record AddressPattern(String value) {
    private static final String ANY = "*";

    public AddressPattern {
        Objects.requireNonNull(value, "value");
        for (var segment : segments(value)) {
            if (!segment.equals(ANY)) {
                requireSlug(value, segment);
            }
        }
    }

    /**
     * @throws IdpException {@link ProblemCode#INVALID_ADDRESS} if a segment is neither a slug nor {@code *}
     */
    public static AddressPattern parse(String value) {
        return new AddressPattern(value);
    }

    /** The pattern that matches this address only. */
    public static AddressPattern of(EnvironmentAddress address) {
        return new AddressPattern(address.toString());
    }

    public boolean matches(EnvironmentAddress address) {
        var wanted = segments(value);
        var given = address.segments();
        if (wanted.size() != given.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.get(i).equals(ANY) && !wanted.get(i).equals(given.get(i).value())) {
                return false;
            }
        }
        return true;
    }

    /** Whether it matches every address with this number of segments. */
    public boolean matchesAll(int segments) {
        var wanted = segments(value);
        return wanted.size() == segments && wanted.stream().allMatch(ANY::equals);
    }

    private static List<String> segments(String value) {
        return Arrays.asList(value.split("/", -1));
    }

    private static void requireSlug(String value, String segment) {
        try {
            Slug.parse(segment);
        } catch (IdpException e) {
            throw Problem.of(
                            ProblemCode.INVALID_ADDRESS,
                            Quoted.of(value) + " is not a pattern of addresses: "
                                    + e.problem().what(),
                            "",
                            "write slugs or '*' joined by '/', for example likvid/hello-api/*")
                    .asException(e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
