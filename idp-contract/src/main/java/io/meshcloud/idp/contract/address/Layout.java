// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The path pattern of environments in the GitOps State Repository: literal segments and {@code {placeholders}}. A
 * repository has exactly one layout, so each path belongs to one address and each address to one path.
 *
 * <p>Source: ADR-004, appendix, "Stable Identifiers in GitOps State Paths".
 *
 * @param pattern segments joined by {@code /}; each is a literal or a placeholder; at least one placeholder, and no
 *     placeholder twice
 */
public record Layout(String pattern) {
    private static final String PLATFORM_FOLDER = "platform";

    /** The longest layout, in characters. */
    private static final int MAX_LENGTH = 255;

    /** The layout that mirrors meshStack's workspace, project and tenant. */
    public static final Layout DEFAULT = new Layout("workspaces/{workspace}/projects/{project}/tenants/{tenant}");

    /** The contract of an environment. Teams read and change it; the platform controls it. */
    public static final String APP_ENVIRONMENT_FILE = "app-env.yaml";

    /** The desired release. Only the platform writes it. */
    public static final String RELEASE_FILE = "release.yaml";

    public Layout {
        Objects.requireNonNull(pattern, "pattern");
        if (pattern.length() > MAX_LENGTH) {
            throw refused(pattern, "is longer than " + MAX_LENGTH + " characters");
        }
        var seen = new ArrayList<String>();
        for (var part : pattern.split("/", -1)) {
            if (isNamedPlaceholder(part)) {
                if (seen.contains(part)) {
                    throw refused(pattern, "names " + Quoted.of(part) + " twice");
                }
                seen.add(part);
            } else if (!Ascii.consistsOf(part, Layout::startsLiteral, Layout::isInLiteral)) {
                throw refused(
                        pattern,
                        "has the part " + Quoted.of(part) + ", which is neither a plain name nor a {placeholder}");
            }
        }
        if (seen.isEmpty()) {
            throw refused(pattern, "has no {placeholder}");
        }
        // Compared without case, because a clone may be on a file system that ignores case.
        if (pattern.substring(0, (pattern + "/").indexOf('/')).equalsIgnoreCase(PLATFORM_FOLDER)) {
            throw refused(pattern, "is in platform/, the folder of the platform's own files");
        }
    }

    /**
     * @throws IdpException {@link ProblemCode#INVALID_LAYOUT} if it is not a layout
     */
    public static Layout parse(String pattern) {
        return new Layout(pattern);
    }

    /** The names of the placeholders in their order, without braces. */
    public List<String> placeholders() {
        return parts().stream()
                .filter(Layout::isPlaceholder)
                .map(part -> part.substring(1, part.length() - 1))
                .toList();
    }

    /**
     * The folder of an environment.
     *
     * @throws IdpException {@link ProblemCode#INVALID_ADDRESS} if the number of segments differs from the number of
     *     placeholders, or the folder would be in the platform's own folder
     */
    public StatePath folder(EnvironmentAddress address) {
        var slugs = address.segments().iterator();
        if (address.segments().size() != placeholders().size()) {
            throw Problem.of(
                            ProblemCode.INVALID_ADDRESS,
                            Quoted.of(address.toString()) + " has "
                                    + address.segments().size()
                                    + (address.segments().size() == 1 ? " part" : " parts")
                                    + ", but the layout requires "
                                    + placeholders().size(),
                            "",
                            "write "
                                    + placeholders().stream()
                                            .map(name -> "<" + name + ">")
                                            .collect(Collectors.joining("/")))
                    .asException();
        }
        var folder = StatePath.of(parts().stream()
                .map(part -> isPlaceholder(part) ? slugs.next().value() : part)
                .collect(Collectors.joining("/")));
        if (isPlatformFolder(folder.segments())) {
            throw Problem.of(
                            ProblemCode.INVALID_ADDRESS,
                            Quoted.of(address.toString())
                                    + " would be in platform/, the folder of the platform's own files",
                            "",
                            "choose another name for its first part")
                    .asException();
        }
        return folder;
    }

    /**
     * The folder that contains the environment and all whose addresses differ in the last part only; empty if that is
     * the root.
     *
     * @throws IdpException as {@link #folder} says
     */
    public Optional<StatePath> folderOfSiblings(EnvironmentAddress address) {
        var parts = parts();
        int last = parts.size() - 1;
        while (!isPlaceholder(parts.get(last))) {
            last--;
        }
        var above = folder(address).segments().subList(0, last);
        return above.isEmpty() ? Optional.empty() : Optional.of(StatePath.of(String.join("/", above)));
    }

    /** The path of an environment's {@code app-env.yaml}. */
    public StatePath appEnvironment(EnvironmentAddress address) {
        return folder(address).resolve(APP_ENVIRONMENT_FILE);
    }

    /** The path of an environment's {@code release.yaml}. */
    public StatePath release(EnvironmentAddress address) {
        return folder(address).resolve(RELEASE_FILE);
    }

    /** The address of the environment in this folder; empty if the folder does not match the layout. */
    public Optional<EnvironmentAddress> address(StatePath folder) {
        var parts = parts();
        var segments = folder.segments();
        if (parts.size() != segments.size() || isPlatformFolder(segments)) {
            return Optional.empty();
        }
        var slugs = new ArrayList<Slug>();
        for (int i = 0; i < parts.size(); i++) {
            if (isPlaceholder(parts.get(i))) {
                try {
                    slugs.add(Slug.parse(segments.get(i)));
                } catch (IdpException e) {
                    return Optional.empty();
                }
            } else if (!parts.get(i).equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new EnvironmentAddress(slugs));
    }

    /** Whether this is the folder of an environment, or environments are below it. */
    public boolean leadsToEnvironments(StatePath folder) {
        var parts = parts();
        var segments = folder.segments();
        if (segments.size() > parts.size() || isPlatformFolder(segments)) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            boolean fits = isPlaceholder(parts.get(i))
                    ? Slug.isSlug(segments.get(i))
                    : parts.get(i).equals(segments.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private List<String> parts() {
        return Arrays.asList(pattern.split("/"));
    }

    private static boolean isPlatformFolder(List<String> segments) {
        return segments.get(0).equals(PLATFORM_FOLDER);
    }

    private static boolean isNamedPlaceholder(String part) {
        return part.startsWith("{")
                && part.endsWith("}")
                && part.length() > 2
                && Ascii.consistsOf(part.substring(1, part.length() - 1), Ascii::isLowerCase, Ascii::isLetterOrDigit);
    }

    private static boolean startsLiteral(int c) {
        return Ascii.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isInLiteral(int c) {
        return startsLiteral(c) || c == '.' || c == '-';
    }

    private static boolean isPlaceholder(String part) {
        return part.charAt(0) == '{';
    }

    private static IdpException refused(String pattern, String why) {
        return Problem.of(
                        ProblemCode.INVALID_LAYOUT,
                        "the layout " + Quoted.of(pattern) + " " + why,
                        "",
                        "write plain names and placeholders joined by '/', for example apps/{team}/{app}/{env}")
                .asException();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
