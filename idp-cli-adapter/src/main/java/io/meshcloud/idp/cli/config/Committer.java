package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The platform's identity in Git: author and committer of every commit. Who asked for a change is not this one but the
 * actor, in the commit's trailers.
 */
public record Committer(String name, String mail) {
    private static final Pattern FORM = Pattern.compile("([^<>]*[^<>\\s])\\s*<([^<>\\s]+)>");

    /** From the form in which Git itself prints it, {@code Name <mail>}; empty if the text is not of it. */
    public static Optional<Committer> parse(String text) {
        var parts = FORM.matcher(text);
        return parts.matches() && text.codePoints().allMatch(Quoted::isHarmless)
                ? Optional.of(new Committer(parts.group(1), parts.group(2)))
                : Optional.empty();
    }
}
