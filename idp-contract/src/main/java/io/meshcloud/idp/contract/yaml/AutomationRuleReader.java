// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.bool;
import static io.meshcloud.idp.contract.yaml.Readers.contents;
import static io.meshcloud.idp.contract.yaml.Readers.list;
import static io.meshcloud.idp.contract.yaml.Readers.text;
import static io.meshcloud.idp.contract.yaml.Readers.word;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.model.AutomationRule;
import io.meshcloud.idp.contract.model.AutomationRule.Order;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.version.VersionRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule of {@code spec.automation} in {@code platform.yaml}: which image comes next. */
final class AutomationRuleReader {
    private static final int MAX_GROUP_NAME = 63;

    /** Patterns have at most 500 characters, so three digits suffice. */
    private static final int MAX_GROUP_DIGITS = 3;

    private AutomationRuleReader() {}

    static @Nullable AutomationRule read(Fields fields) {
        var environments = fields.required("environments", list(text(AddressPattern::parse)));
        var tags = fields.optional("tags", text(TagPattern::parse));
        var ignore = fields.optional("ignore", list(text(TagPattern::parse)));
        var extract = fields.optional("extract", text(AutomationRuleReader::group));
        var order = fields.optional("order", word(Order.values(), Order::word));
        var range = fields.optional("range", text(VersionRange::parse));
        var prereleases = fields.optional("prereleases", bool());
        environments.ifRead(patterns -> {
            fields.reading().refuseDuplicates(patterns, "", AddressPattern::toString);
            if (patterns.isEmpty()) {
                refuse(
                        fields,
                        environments,
                        "the rule applies to no environment",
                        "write an address such as '*/*/dev'");
            }
        });
        tags.ifRead(pattern -> EnvironmentRulesReader.warnOfBeginning(fields.reading(), tags.pointer(), pattern));
        ignore.ifRead(patterns -> patterns.forEach(one -> one.ifRead(
                pattern -> EnvironmentRulesReader.warnOfBeginning(fields.reading(), one.pointer(), pattern))));
        boolean byTime = order.content() == Order.TIME || !fields.has("order");
        if (byTime) {
            List.of(extract, range, prereleases).forEach(value -> refuseWithoutVersions(fields, value));
        } else {
            extract.ifRead(group -> checkGroup(fields, extract, group, tags));
            range.ifRead(versions -> warnOfPrereleases(fields, range, versions, prereleases));
        }
        return fields.build(() -> new AutomationRule(
                contents(environments.get()),
                tags.content(),
                contents(ignore.or(List.of())),
                extract.content(),
                order.or(Order.TIME),
                range.content(),
                prereleases.or(false)));
    }

    /** {@code $name}, {@code ${name}} or {@code $1}, as Flux writes a reference to a capture group. */
    private static String group(String text) {
        boolean braces = text.startsWith("${") && text.endsWith("}");
        var name = braces ? text.substring(2, text.length() - 1) : text.substring(Math.min(1, text.length()));
        boolean isName = name.length() <= MAX_GROUP_NAME
                && Ascii.consistsOf(name, AutomationRuleReader::startsName, AutomationRuleReader::isInName);
        boolean isNumber =
                name.length() <= MAX_GROUP_DIGITS && Ascii.consistsOf(name, Ascii::isDigit) && name.charAt(0) != '0';
        if (!text.startsWith("$") || !(isName || isNumber)) {
            throw TextRules.refused(
                    text,
                    "is not a reference to one capture group",
                    "write $version for a group (?P<version>...) of tags, or $1 for the first group");
        }
        return name;
    }

    private static boolean startsName(int c) {
        return Ascii.isLetter(c) || c == '_';
    }

    private static boolean isInName(int c) {
        return startsName(c) || Ascii.isDigit(c);
    }

    private static void refuseWithoutVersions(Fields fields, Value<?> value) {
        value.ifRead(any -> refuse(
                fields,
                value,
                value.pointer() + " belongs to order semver",
                "write order: semver, or remove the field"));
    }

    private static void checkGroup(Fields fields, Value<String> extract, String group, Value<TagPattern> tags) {
        if (!fields.has("tags")) {
            fields.missing("tags", extract.pointer() + " refers to a group of tags, and the rule has no tags");
        }
        tags.ifRead(pattern -> {
            if (!pattern.hasGroup(group)) {
                refuse(
                        fields,
                        extract,
                        Quoted.of(pattern.toString()) + " has no capture group " + Quoted.of(group),
                        "mark the version in tags, such as (?P<version>.+), and write $version");
            }
        });
    }

    private static void warnOfPrereleases(
            Fields fields, Value<VersionRange> range, VersionRange versions, Value<Boolean> prereleases) {
        if (versions.namesPrerelease() && !prereleases.or(false)) {
            fields.reading()
                    .warn(
                            ProblemCode.INVALID_VALUE,
                            range.pointer(),
                            Quoted.of(versions.toString()) + " names a prerelease, but prereleases is false,"
                                    + " so automation takes no prerelease",
                            "did you mean prereleases: true? Otherwise remove the prerelease from the range");
        }
    }

    private static void refuse(Fields fields, Value<?> value, String what, String fix) {
        fields.reading().refuse(ProblemCode.INVALID_VALUE, value.pointer(), what, fix);
    }
}
