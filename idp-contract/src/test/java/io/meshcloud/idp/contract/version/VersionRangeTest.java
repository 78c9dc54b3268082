// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.version;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    private static final List<String> VERSIONS = List.of(
            "0.2.3",
            "0.2.9",
            "0.3.0",
            "1.0.0",
            "1.2.0-rc.1",
            "1.2.0",
            "1.2.3",
            "1.2.9",
            "1.3.0-rc.1",
            "1.3.0",
            "1.9.9",
            "2.0.0-rc.1",
            "2.0.0",
            "2.1.0");

    private static String in(String range) {
        var parsed = VersionRange.parse(range);
        return VERSIONS.stream()
                .filter(version -> parsed.contains(Version.parse(version)))
                .collect(Collectors.joining(" "));
    }

    /** The right column is what node-semver 7 answers with includePrerelease. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', emptyValue = "", textBlock = """
                ^1.2 ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                ~1.2.3 ; 1.2.3 1.2.9
                ~1.2 ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9
                ~>1.2 ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9
                ~1 ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                >=1.0 <2.0 ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                >=1.0, <2.0 ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                1.x ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                v1.* ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                1 ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                1.2.X ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9
                >=1.0.0-0 ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9 2.0.0-rc.1 2.0.0 2.1.0
                * ; 0.2.3 0.2.9 0.3.0 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9 2.0.0-rc.1 2.0.0 2.1.0
                >1.2 ; 1.3.0-rc.1 1.3.0 1.9.9 2.0.0-rc.1 2.0.0 2.1.0
                <=1.2 ; 0.2.3 0.2.9 0.3.0 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9
                >1.2.3 ; 1.2.9 1.3.0-rc.1 1.3.0 1.9.9 2.0.0-rc.1 2.0.0 2.1.0
                <=1.2.3 ; 0.2.3 0.2.9 0.3.0 1.0.0 1.2.0-rc.1 1.2.0 1.2.3
                1.2 - 1.3 ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0
                1.2.3 - 2 ; 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9 2.0.0-rc.1 2.0.0 2.1.0
                1.x || >=2.1.0 ; 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9 2.1.0
                ^0.2.3 ; 0.2.3 0.2.9
                ^0.2 ; 0.2.3 0.2.9
                ^0 ; 0.2.3 0.2.9 0.3.0
                ^0.0.3 ;
                =1.2.3 ; 1.2.3
                ^1.2.0-rc.1 ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9
                <1.3 ; 0.2.3 0.2.9 0.3.0 1.0.0 1.2.0-rc.1 1.2.0 1.2.3 1.2.9
                >=1.2.3+build.5 ; 1.2.3 1.2.9 1.3.0-rc.1 1.3.0 1.9.9 2.0.0-rc.1 2.0.0 2.1.0
                >= 1.2 < 1.3.0-0 ; 1.2.0-rc.1 1.2.0 1.2.3 1.2.9
                """)
    void a_range_contains_what_it_contains_for_npm(String range, String versions) {
        assertThat(in(range)).isEqualTo(versions == null ? "" : versions);
    }

    @Test
    void an_upper_bound_excludes_the_prereleases_of_its_version() {
        assertThat(VersionRange.parse("<2.0.0").contains(Version.parse("2.0.0-rc.1")))
                .isFalse();
        assertThat(VersionRange.parse("<2.0.0-rc.2").contains(Version.parse("2.0.0-rc.1")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        ">=1.0.0-0, true",
        "^1.2.0-rc.1, true",
        "1.0.0-a - 2, true",
        "1.x || >2.0.0-0, true",
        "^1.2, false",
        "<2.0.0-0, false",
        ">=1.0.0 <2.0.0-0, false"
    })
    void a_range_that_names_a_prerelease_in_it_is_noticed(String range, boolean names) {
        assertThat(VersionRange.parse(range).namesPrerelease()).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "latest",
                "garbage",
                ">=1.0.0 garbage",
                "1.2.3.4",
                "^",
                ">=",
                "!=1.2.3",
                "[1.0,2.0)",
                "1.0.+",
                ">=1,,<2",
                ">=1,",
                ",>=1",
                "1.x.3",
                "x.1",
                "1.2-rc.1",
                "1.x-rc",
                "01.2",
                "1.2.3-01",
                "1.2.3+",
                "1 ||",
                "|| 1",
                "1 | 2",
                "1 - 2 - 3",
                ">1 - 2",
                "=>1",
                "==1",
                ">>1",
                "\t1",
                "1\n",
                "^v",
                "vv1",
                "\u0661"
            })
    void a_text_that_is_not_a_range_is_refused(String text) {
        assertThat(refusal(ProblemCode.INVALID_VALUE, () -> VersionRange.parse(text))
                        .what())
                .contains("is not a range");
    }

    @ParameterizedTest
    @ValueSource(strings = {">2 <1", ">=2.0 <2.0", ">1.2.3 <1.2.3", "<0.0.0", ">*", "<x", "1.x || >3 <2", "=1.2 =1.3"})
    void a_range_without_any_version_is_refused(String text) {
        assertThat(refusal(ProblemCode.INVALID_VALUE, () -> VersionRange.parse(text))
                        .what())
                .contains("without any version");
    }

    @Test
    void long_ranges_are_refused_unparsed() {
        for (var part : List.of("1 || ", "^", ">=1 ", "9", " ", "-", "1.")) {
            var text = part.repeat(1_000_000);

            assertThat(assertTimeoutPreemptively(
                                    Duration.ofSeconds(5),
                                    () -> refusal(ProblemCode.INVALID_VALUE, () -> VersionRange.parse(text)))
                            .what())
                    .contains("longer than 200");
        }
    }

    @Property(tries = 2000)
    void any_text_is_a_range_or_a_problem(@ForAll("texts") String text) {
        try {
            assertThat(VersionRange.parse(text)).hasToString(text);
        } catch (IdpException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_VALUE);
        }
    }

    @Property(tries = 1000)
    void alternatives_contain_what_one_of_them_contains(@ForAll("texts") String one, @ForAll("texts") String other) {
        var parsed = Stream.of(one, other, one + "||" + other)
                .map(VersionRangeTest::parsed)
                .toList();
        if (parsed.contains(null)) {
            return;
        }
        for (var text : VERSIONS) {
            var version = Version.parse(text);
            assertThat(parsed.get(2).contains(version))
                    .isEqualTo(parsed.get(0).contains(version) || parsed.get(1).contains(version));
        }
    }

    private static VersionRange parsed(String text) {
        try {
            return VersionRange.parse(text);
        } catch (IdpException e) {
            return null;
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "1", "2", "0", ".", ".", "x", "*", "^", "~", ">", "<", "=", " ", " ", ",", "-", " - ", "v",
                        "rc", "+b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }
}
