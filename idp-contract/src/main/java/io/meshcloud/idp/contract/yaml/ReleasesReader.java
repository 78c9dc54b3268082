// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.bool;
import static io.meshcloud.idp.contract.yaml.Readers.contents;
import static io.meshcloud.idp.contract.yaml.Readers.list;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;
import static io.meshcloud.idp.contract.yaml.Readers.word;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.Platform.Freeze;
import io.meshcloud.idp.contract.model.Platform.Releases;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The group {@code spec.releases} of {@code platform.yaml}: the switches. */
final class ReleasesReader {
    private ReleasesReader() {}

    static @Nullable Releases read(Fields fields, Set<String> environments) {
        var onPush = fields.optional("deployOnPush", bool());
        var digest = fields.optional("digest", word(DigestRule.values(), DigestRule::word));
        var freezes = fields.optional("freezes", list(object(freeze -> freeze(freeze, environments))));
        var stopped = fields.optional("stopped", ReleasesReader::stopped);
        return fields.build(() -> new Releases(
                onPush.or(Releases.DEFAULT.deployOnPush()),
                digest.or(DigestRule.REQUIRED) == DigestRule.REQUIRED,
                contents(freezes.or(List.of())),
                stopped.or(Stop.NO).reason()));
    }

    /** The value of {@code stopped}: {@code false} or the reason. */
    private static @Nullable Stop stopped(Slot slot) {
        if (slot.node() instanceof Node.Scalar scalar && scalar.plain()) {
            if (scalar.text().equals("false")) {
                return Stop.NO;
            }
            if (scalar.text().equals("true")) {
                slot.wrongType(
                        "releases are stopped without a reason",
                        "write the reason, which idp shows in each refused release");
                return null;
            }
        }
        var reason = text(TextRules::line).read(slot);
        return reason == null ? null : new Stop(reason);
    }

    private static @Nullable Freeze freeze(Fields fields, Set<String> environments) {
        var start = fields.required("start", text(TextRules::localTime));
        var end = fields.required("end", text(TextRules::localTime));
        var zone = fields.required("zone", text(TextRules::zone));
        var names = fields.optional("environments", list(text(Slug::parse)));
        names.ifRead(slugs -> {
            fields.reading().refuseDuplicates(slugs, "", Slug::value);
            EnvironmentRulesReader.refuseUndefined(fields.reading(), slugs, environments);
        });
        start.ifRead(from -> end.ifRead(to -> zone.ifRead(in -> {
            if (!isBefore(from, to, in)) {
                fields.reading()
                        .refuse(
                                ProblemCode.INVALID_VALUE,
                                end.pointer(),
                                "the freeze ends at " + to + ", not after its start at " + from,
                                "write an end that is later than the start");
            }
        })));
        return fields.build(() -> new Freeze(
                start.get(), end.get(), zone.get(), names.map(slugs -> new LinkedHashSet<>(contents(slugs)))));
    }

    /** Compared as instants: when clocks go forward, an hour of wall-clock time has no duration. */
    private static boolean isBefore(LocalDateTime from, LocalDateTime to, ZoneId zone) {
        return from.atZone(zone).toInstant().isBefore(to.atZone(zone).toInstant());
    }

    private enum DigestRule {
        REQUIRED("required"),
        OPTIONAL("optional");

        private final String word;

        DigestRule(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private record Stop(@Nullable String reason) {
        static final Stop NO = new Stop(null);
    }
}
