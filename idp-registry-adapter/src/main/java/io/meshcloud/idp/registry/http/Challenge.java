// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One challenge of a {@code WWW-Authenticate} header: how a server demands that a request authenticates.
 *
 * <p>Source: RFC 9110, section 11.6.1 and its grammar in section 11.2; Distribution, "Token authentication".
 *
 * @param scheme in lower case
 * @param parameters the values by their names in lower case
 */
public record Challenge(String scheme, Map<String, String> parameters) {
    private static final String SPACE = " \t";
    private static final String SEPARATORS = " \t,";

    public Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The challenges of all header lines, in order. The rest of a line that cannot be parsed is ignored. */
    static List<Challenge> parse(List<String> lines) {
        var all = new ArrayList<Challenge>();
        for (var line : lines) {
            var text = new HeaderText(line);
            text.skip(SEPARATORS);
            for (var challenge = next(text); challenge.isPresent(); challenge = next(text)) {
                all.add(challenge.get());
            }
        }
        return List.copyOf(all);
    }

    private static Optional<Challenge> next(HeaderText text) {
        var scheme = text.token();
        boolean ends = text.isAtEnd() || text.isNext(',') || text.isNext(' ') || text.isNext('\t');
        if (scheme.isEmpty() || !ends) {
            return Optional.empty();
        }
        text.skip(SPACE);
        skipToken68(text);
        text.skip(SEPARATORS);
        var parameters = new TreeMap<String, String>();
        while (addParameter(text, parameters)) {
            text.skip(SEPARATORS);
        }
        return Optional.of(new Challenge(scheme.toLowerCase(Locale.ROOT), parameters));
    }

    /** Some schemes have one word in place of parameters. */
    private static void skipToken68(HeaderText text) {
        int start = text.position();
        boolean isParameter = addParameter(text, new TreeMap<>());
        text.reset(start);
        if (isParameter || text.token68().isEmpty()) {
            return;
        }
        text.skip(SPACE);
        if (!text.isAtEnd() && !text.isNext(',')) {
            text.reset(start);
        }
    }

    /** Reads a parameter; false, and nothing is read, if there is none. */
    private static boolean addParameter(HeaderText text, Map<String, String> parameters) {
        int start = text.position();
        var name = text.token();
        text.skip(SPACE);
        if (!name.isEmpty() && text.accept('=')) {
            text.skip(SPACE);
            var value = text.quoted().or(() -> Optional.of(text.token()).filter(token -> !token.isEmpty()));
            if (value.isPresent()) {
                parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value.get());
                return true;
            }
        }
        text.reset(start);
        return false;
    }
}
