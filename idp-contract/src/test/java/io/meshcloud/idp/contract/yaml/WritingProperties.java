// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppEnvironment.Amounts;
import io.meshcloud.idp.contract.model.AppEnvironment.Config;
import io.meshcloud.idp.contract.model.AppEnvironment.DisplayNames;
import io.meshcloud.idp.contract.model.AppEnvironment.EnvironmentVariable;
import io.meshcloud.idp.contract.model.AppEnvironment.Ingress;
import io.meshcloud.idp.contract.model.AppEnvironment.Metadata;
import io.meshcloud.idp.contract.model.AppEnvironment.Protocol;
import io.meshcloud.idp.contract.model.AppEnvironment.Resources;
import io.meshcloud.idp.contract.model.AppEnvironment.RuntimeShape;
import io.meshcloud.idp.contract.model.AppEnvironment.Service;
import io.meshcloud.idp.contract.model.AppEnvironment.Target;
import io.meshcloud.idp.contract.model.AppEnvironment.Track;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.version.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("Writing a file of the contract")
class WritingProperties {
    @Property
    @Label("a release can be read again, is the same, and is written in the same bytes")
    void releases(@ForAll("releases") AppRelease release) {
        var bytes = ContractFiles.writeAppRelease(release);

        var again = ReadingTest.valid(ContractFiles.readAppRelease("release.yaml", bytes));

        assertThat(again.value()).isEqualTo(release);
        assertThat(ContractFiles.writeAppRelease(again.value())).isEqualTo(bytes);
    }

    @Property
    @Label("an environment can be read again, is the same, and is written in the same bytes")
    void environments(@ForAll("environments") AppEnvironment environment) {
        var bytes = ContractFiles.writeAppEnvironment(environment);

        var again = ReadingTest.valid(ContractFiles.readAppEnvironment("app-env.yaml", bytes));

        assertThat(again.value()).isEqualTo(environment);
        assertThat(ContractFiles.writeAppEnvironment(again.value())).isEqualTo(bytes);
    }

    @Provide
    Arbitrary<AppRelease> releases() {
        return Combinators.combine(
                        slugs(),
                        slugs(),
                        slugs(),
                        images(),
                        instants(),
                        lines(),
                        instants().injectNull(0.3),
                        Arbitraries.of("0.0.0", "1.10.2", "2.0.0-rc.1", "1.0.20261130154400-0.x-y")
                                .map(Version::parse)
                                .injectNull(0.3))
                .as(AppRelease::new);
    }

    @Provide
    Arbitrary<AppEnvironment> environments() {
        var metadata = Combinators.combine(lines().injectNull(0.3), slugs(), slugs(), slugs(), displayNames())
                .as(Metadata::new);
        var target = Combinators.combine(slugs(), slugs().injectNull(0.3))
                .as((name, cluster) -> new Target(
                        "app-"
                                + name.value()
                                        .substring(0, Math.min(59, name.value().length()))
                                        .replaceAll("-$", "x"),
                        cluster == null ? null : cluster.value()));
        var registry = Combinators.combine(
                        Arbitraries.of(AppEnvironment.Provider.class).injectNull(0.3),
                        repositories(),
                        Arbitraries.of(DeployMode.class).injectNull(0.3))
                .as(AppEnvironment.Registry::new);
        var ingress = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of("app1.example.tld", "a", "1e3.example.tld"),
                        Arbitraries.of("/", "/a", "/~x/y%20z").injectNull(0.3),
                        Arbitraries.of(true, false).injectNull(0.3))
                .as(Ingress::new)
                .injectNull(0.3);
        return Combinators.combine(
                        metadata,
                        target,
                        registry,
                        runtimes(),
                        ingress,
                        configs(),
                        Arbitraries.of(Track.class).injectNull(0.3))
                .as(AppEnvironment::new);
    }

    private static Arbitrary<DisplayNames> displayNames() {
        return Combinators.combine(lines().injectNull(0.3), lines().injectNull(0.3), lines().injectNull(0.3))
                .as(DisplayNames::new)
                .injectNull(0.3);
    }

    private static Arbitrary<RuntimeShape> runtimes() {
        var amounts = Arbitraries.of(
                new Resources(amounts("200m", "256Mi"), amounts("1", "512Mi")),
                new Resources(amounts("0.5", "1e3"), amounts(".5", "1e9")),
                new Resources(amounts("0", "0"), amounts("+1", "1.5Gi")));
        var service = Combinators.combine(
                        Arbitraries.integers().between(1, 65535),
                        Arbitraries.of(Protocol.class).injectNull(0.3))
                .as(Service::new);
        return Combinators.combine(service, Arbitraries.integers().between(0, 1000), amounts)
                .as(RuntimeShape::new);
    }

    private static Amounts amounts(String cpu, String memory) {
        return new Amounts(Quantity.parse(cpu), Quantity.parse(memory));
    }

    private static Arbitrary<Config> configs() {
        var names = Arbitraries.strings()
                .withChars("ABCxyz_019")
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(name -> !Character.isDigit(name.charAt(0)));
        var values = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(40),
                        Arbitraries.strings()
                                .withChars(" \t\n\r:#-'\"[]{}!&*|>%@`~0123ex.\u0085\u2028\uFEFF\\")
                                .ofMaxLength(20),
                        Arbitraries.of(
                                "true", "no", "null", "", " ", "0123", "1e3", "2026-12-20", "a: b", "- a", "a #b"))
                .filter(WritingProperties::isPossible);
        var variables = Combinators.combine(names, values)
                .as(EnvironmentVariable::new)
                .list()
                .uniqueElements(EnvironmentVariable::name)
                .ofMaxSize(8);
        return Combinators.combine(variables, slugs().list().uniqueElements().ofMaxSize(4))
                .as(Config::new);
    }

    private static boolean isPossible(String value) {
        return value.codePoints().noneMatch(point -> point == 0 || Character.getType(point) == Character.SURROGATE)
                && value.getBytes(StandardCharsets.UTF_8).length <= TextRules.MAX_VARIABLE_BYTES;
    }

    private static Arbitrary<Slug> slugs() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .numeric()
                        .ofMinLength(1)
                        .ofMaxLength(63)
                        .map(Slug::parse),
                Arbitraries.of("1", "0123", "1e3", "no", "on", "y", "null", "true", "2026-12-20", "0x1f", "team-a")
                        .map(Slug::parse));
    }

    private static Arbitrary<ImageRepository> repositories() {
        return Arbitraries.of(
                        "harbor.example.tld/team-a/app1/dev", "localhost/a", "localhost:5000/a/b", "10.0.0.1:80/a__b")
                .map(ImageRepository::parse);
    }

    private static Arbitrary<ImageReference> images() {
        var tags = Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withChars("abcXYZ019_.-")
                                .ofMinLength(1)
                                .ofMaxLength(128),
                        Arbitraries.of("latest", "1.10", "2025-12-29", "1e3", "_1", "no", "1_000", "0x1F"))
                .filter(tag -> ".-".indexOf(tag.charAt(0)) < 0)
                .map(Tag::parse)
                .injectNull(0.3);
        var digests = Arbitraries.bytes().array(byte[].class).ofSize(4).map(Digest::of);
        return Combinators.combine(repositories(), tags, digests).as(ImageReference::new);
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs()
                                .between(
                                        Instant.parse("0000-01-01T00:00:00Z").getEpochSecond(),
                                        Instant.parse("9999-12-31T23:59:59Z").getEpochSecond()),
                        Arbitraries.of(0, 1, 120_000_000, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    private static Arbitrary<String> lines() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .ofMinLength(1)
                        .ofMaxLength(60)
                        .filter(text -> !text.isBlank() && text.codePoints().allMatch(Quoted::isHarmless)),
                Arbitraries.of(
                        List.of("idp-cli", "app1-dev", "no", "a: b", " x", "x ", "#", "1", "~", "é 😀", "a  b")));
    }
}
