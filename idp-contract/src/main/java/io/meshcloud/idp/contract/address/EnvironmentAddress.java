package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The name by which an environment is asked for: the slugs of its layout's placeholders in their order, joined by
 * {@code /}, such as {@code likvid/hello-api/dev}. It says where the environment's files lie and nothing about their
 * contents.
 *
 * @param segments at least one
 */
public record EnvironmentAddress(List<Slug> segments) implements Comparable<EnvironmentAddress> {
    public EnvironmentAddress {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("an address has at least one segment");
        }
    }

    /**
     * Reads {@code a/b/c}.
     *
     * @throws IdpException {@link ProblemCode#INVALID_ADDRESS} if a segment is not a slug
     */
    public static EnvironmentAddress parse(String value) {
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
