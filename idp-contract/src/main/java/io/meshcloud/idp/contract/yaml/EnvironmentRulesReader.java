// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.contents;
import static io.meshcloud.idp.contract.yaml.Readers.list;
import static io.meshcloud.idp.contract.yaml.Readers.map;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;
import static io.meshcloud.idp.contract.yaml.Readers.word;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform.EnvironmentRules;
import io.meshcloud.idp.contract.model.Platform.OnRetire;
import io.meshcloud.idp.contract.model.Platform.WriteMode;
import io.meshcloud.idp.contract.problem.Listed;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The group {@code spec.environments} of {@code platform.yaml}: the environments and their rules. */
final class EnvironmentRulesReader {
    private EnvironmentRulesReader() {}

    /** The rules, as far as they could be read; the environments of ADR-004 if the file names none. */
    static Map<Slug, EnvironmentRules> read(Fields spec) {
        var named = spec.optional("environments", map(Slug::parse, object(EnvironmentRulesReader::environment)));
        if (named.content() == null) {
            return EnvironmentRules.DEFAULT_SET;
        }
        var defined = defined(spec);
        var rules = new HashMap<Slug, EnvironmentRules>();
        named.content().forEach((name, read) -> {
            var promoteFrom = read.promoteFrom();
            if (promoteFrom != null) {
                refuseUndefined(spec.reading(), promoteFrom, defined);
            }
            rules.put(name, read.rules(name));
        });
        return rules;
    }

    /** The names of all environments of the platform, including those whose rules have errors. */
    static Set<String> defined(Fields spec) {
        return spec.has("environments")
                ? spec.namesIn("environments")
                : EnvironmentRules.DEFAULT_SET.keySet().stream()
                        .map(Slug::value)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reports all names that are not environments of the platform. */
    static void refuseUndefined(Reading reading, List<Value<Slug>> names, Set<String> defined) {
        for (var name : names) {
            name.ifRead(slug -> {
                if (!defined.contains(slug.value())) {
                    reading.refuse(
                            ProblemCode.INVALID_VALUE,
                            reading.locate(name.pointer()),
                            name.pointer(),
                            Quoted.of(slug.value()) + " is not one of the environments " + Listed.of(defined),
                            () -> Suggestions.closest(slug.value(), defined)
                                    .map(close -> "did you mean " + Quoted.of(close) + "?")
                                    .orElse("define it in spec.environments, or remove it here"));
                }
            });
        }
    }

    private static @Nullable Declared environment(Fields fields) {
        var policy = fields.optional("deployPolicy", object(AppEnvironmentReader::deployPolicy));
        var tags = fields.optional("tags", text(TagPattern::parse));
        tags.ifRead(pattern -> warnOfBeginning(fields.reading(), tags.pointer(), pattern));
        var promoteFrom = fields.optional("promoteFrom", list(text(Slug::parse)));
        var write = fields.optional("write", word(WriteMode.values(), WriteMode::word));
        var onRetire = fields.optional("onRetire", word(OnRetire.values(), OnRetire::word));
        promoteFrom.ifRead(names -> fields.reading().refuseDuplicates(names, "", Slug::value));
        return fields.build(() -> new Declared(
                policy.or(new AppEnvironmentReader.DeployPolicy(null)).mode(),
                tags.content(),
                promoteFrom.content(),
                write.or(WriteMode.DIRECT),
                onRetire.content()));
    }

    static void warnOfBeginning(Reading reading, String pointer, TagPattern pattern) {
        if (pattern.looksLikeBeginning()) {
            reading.warn(
                    ProblemCode.INVALID_VALUE,
                    pointer,
                    Quoted.of(pattern.toString()) + " must match the whole tag, not only its beginning",
                    "did you mean " + Quoted.of(pattern + ".*") + "? End it with $ if it is the whole tag");
        }
    }

    /** The rules of one environment as written in the file. */
    private record Declared(
            @Nullable DeployMode mode,
            @Nullable TagPattern tags,
            @Nullable List<Value<Slug>> promoteFrom,
            WriteMode write,
            @Nullable OnRetire onRetire) {
        EnvironmentRules rules(Slug name) {
            return new EnvironmentRules(
                    mode == null ? EnvironmentRules.defaultMode(name) : mode,
                    tags,
                    promoteFrom == null ? null : new HashSet<>(contents(promoteFrom)),
                    write,
                    onRetire == null ? EnvironmentRules.defaultOnRetire(name) : onRetire);
        }
    }
}
