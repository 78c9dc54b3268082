// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One challenge of a {@code WWW-Authenticate} header: how a server demands that a request authenticates.
 *
 * <p>Source: RFC 9110, section 11.6.1 and its grammar in section 11.2; Distribution, "Token authentication".
 *
 * @param scheme in lower case
 * @param parameters the values by their names in lower case
 */
public record Challenge(String scheme, Map<String, String> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PARAMETER =
            Pattern.compile("\\G(" + TOKEN + ")[ \\t]*=[ \\t]*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))");
    private static final Pattern SCHEME = Pattern.compile("\\G(" + TOKEN + ")(?:[ \\t]+|$|(?=,))");
    private static final Pattern TOKEN68 = Pattern.compile("\\G[A-Za-z0-9._~+/-]+=*[ \\t]*(?=,|$)");
    private static final Pattern SEPARATOR = Pattern.compile("\\G[ \\t,]*");
    private static final int MAX_LENGTH = 8 * 1024;

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
            if (line.length() <= MAX_LENGTH) {
                parseLine(line, all);
            }
        }
        return List.copyOf(all);
    }

    private static void parseLine(String line, List<Challenge> all) {
        var separator = SEPARATOR.matcher(line);
        var scheme = SCHEME.matcher(line);
        var parameter = PARAMETER.matcher(line);
        var token68 = TOKEN68.matcher(line);
        int at = separator.find(0) ? separator.end() : 0;
        while (at < line.length() && scheme.find(at)) {
            var name = scheme.group(1).toLowerCase(Locale.ROOT);
            at = scheme.end();
            var parameters = new TreeMap<String, String>();
            if (!parameter.find(at) && token68.find(at)) {
                at = token68.end();
            }
            at = separator.find(at) ? separator.end() : at;
            while (parameter.find(at)) {
                var value = parameter.group(2) == null
                        ? parameter.group(3)
                        : parameter.group(2).replaceAll("\\\\(.)", "$1");
                parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
                at = separator.find(parameter.end()) ? separator.end() : parameter.end();
            }
            all.add(new Challenge(name, parameters));
        }
    }
}
