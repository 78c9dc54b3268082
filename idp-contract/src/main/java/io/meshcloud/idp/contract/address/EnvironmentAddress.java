// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Arrays;
import java.util.List;

/**
 * The name of an environment: the slugs for the placeholders of the layout in their order, joined by {@code /}, such as
 * {@code likvid/hello-api/dev}. An address determines the path of the environment's files, not their contents.
 *
 * @param segments at least one
 */
public record EnvironmentAddress(List<Slug> segments) implements Comparable<EnvironmentAddress> {
    /** The longest address that is parsed, in characters: more than a layout has room for. */
    private static final int MAX_LENGTH = 4096;

    public EnvironmentAddress {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("an address has at least one segment");
        }
    }

    /**
     * Parses {@code a/b/c}.
     *
     * @throws IdpException {@link ProblemCode#INVALID_ADDRESS} if a segment is not a slug
     */
    public static EnvironmentAddress parse(String value) {
        if (value.length() > MAX_LENGTH) {
            throw Problem.of(
                            ProblemCode.INVALID_ADDRESS,
                            Quoted.of(value) + " is longer than " + MAX_LENGTH + " characters",
                            "",
                            "write the address of an environment, for example likvid/hello-api/dev")
                    .asException();
        }
        try {
            return new EnvironmentAddress(
                    Arrays.stream(value.split("/", -1)).map(Slug::parse).toList());
        } catch (IdpException e) {
            throw Problem.of(
                            ProblemCode.INVALID_ADDRESS,
                            Quoted.of(value) + " is not an environment's address: "
                                    + e.problem().what(),
                            "",
                            "write the slugs of the layout joined by '/', for example likvid/hello-api/dev; `idp env"
                                    + " list` shows them all")
                    .asException(e);
        }
    }

    /** The order of the texts. They are not built, because lists of thousands of addresses are sorted. */
    @Override
    public int compareTo(EnvironmentAddress other) {
        int common = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            if (!segments.get(i).equals(other.segments.get(i))) {
                return part(i).compareTo(other.part(i));
            }
        }
        return Integer.compare(segments.size(), other.segments.size());
    }

    /** A segment, with what separates it from the next one: a hyphen in a longer segment comes before it. */
    private String part(int segment) {
        var slug = segments.get(segment).value();
        return segment + 1 < segments.size() ? slug + "/" : slug;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < segments.size(); i++) {
            text.append(part(i));
        }
        return text.toString();
    }
}
