// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

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

    @Override
    public int compareTo(EnvironmentAddress other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return segments.stream().map(Slug::value).collect(Collectors.joining("/"));
    }
}
