// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.bool;
import static io.meshcloud.idp.contract.yaml.Readers.contents;
import static io.meshcloud.idp.contract.yaml.Readers.list;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;
import static io.meshcloud.idp.contract.yaml.Readers.word;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppEnvironment.Config;
import io.meshcloud.idp.contract.model.AppEnvironment.DisplayNames;
import io.meshcloud.idp.contract.model.AppEnvironment.EnvironmentVariable;
import io.meshcloud.idp.contract.model.AppEnvironment.Ingress;
import io.meshcloud.idp.contract.model.AppEnvironment.Metadata;
import io.meshcloud.idp.contract.model.AppEnvironment.RuntimeShape;
import io.meshcloud.idp.contract.model.AppEnvironment.Target;
import io.meshcloud.idp.contract.model.AppEnvironment.Track;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of {@code app-env.yaml}: the complete v1 schema of ADR-004's appendix. */
final class AppEnvironmentReader {
    static final int MAX_VARIABLES = 100;

    private AppEnvironmentReader() {}

    static @Nullable AppEnvironment read(Fields root) {
        var metadata = root.required("metadata", object(AppEnvironmentReader::metadata));
        var spec = root.required("spec", object(AppEnvironmentReader::spec));
        return root.build(() -> spec.get().of(metadata.get()));
    }

    private static @Nullable Metadata metadata(Fields fields) {
        var name = fields.optional("name", text(TextRules::line));
        var tenant = fields.required("tenant", text(Slug::parse));
        var app = fields.required("app", text(Slug::parse));
        var environment = fields.required("environment", text(Slug::parse));
        var display = fields.optional("displayNames", object(AppEnvironmentReader::displayNames));
        return fields.build(
                () -> new Metadata(name.content(), tenant.get(), app.get(), environment.get(), display.content()));
    }

    private static @Nullable DisplayNames displayNames(Fields fields) {
        var workspace = fields.optional("workspace", text(TextRules::line));
        var project = fields.optional("project", text(TextRules::line));
        var tenant = fields.optional("tenant", text(TextRules::line));
        return fields.build(() -> new DisplayNames(workspace.content(), project.content(), tenant.content()));
    }

    private static @Nullable Spec spec(Fields fields) {
        fields.refused(
                "image",
                "the image is release state, and Helm would merge this field into the release",
                "remove it; the image is in release.yaml, which only the platform writes");
        var target = fields.required("target", object(AppEnvironmentReader::target));
        var registry = fields.required("registry", object(AppEnvironmentReader::registry));
        var runtime = fields.required("runtime", object(RuntimeReader::runtime));
        var ingress = fields.optional("ingress", object(AppEnvironmentReader::ingress));
        var config = fields.optional("config", object(AppEnvironmentReader::config));
        var release = fields.optional("release", object(AppEnvironmentReader::release));
        return fields.build(() -> new Spec(
                target.get(),
                registry.get(),
                runtime.get(),
                ingress.content(),
                config.or(Config.EMPTY),
                release.or(new Release(null)).track()));
    }

    private static @Nullable Target target(Fields fields) {
        var namespace = fields.required("namespace", text(NameRules::namespace));
        var cluster = fields.optional("cluster", text(NameRules::label));
        return fields.build(() -> new Target(namespace.get(), cluster.content()));
    }

    private static AppEnvironment.@Nullable Registry registry(Fields fields) {
        var provider =
                fields.optional("provider", word(AppEnvironment.Provider.values(), AppEnvironment.Provider::word));
        var repository = fields.required("repository", text(ImageRepository::parse));
        var policy = fields.optional("deployPolicy", object(AppEnvironmentReader::deployPolicy));
        return fields.build(() -> new AppEnvironment.Registry(
                provider.content(),
                repository.get(),
                policy.or(new DeployPolicy(null)).mode()));
    }

    static @Nullable DeployPolicy deployPolicy(Fields fields) {
        var mode = fields.optional("mode", word(DeployMode.values(), DeployMode::word));
        return fields.build(() -> new DeployPolicy(mode.content()));
    }

    private static @Nullable Ingress ingress(Fields fields) {
        var enabled = fields.required("enabled", bool());
        var host = fields.optional("host", text(NameRules::host));
        var path = fields.optional("path", text(NameRules::path));
        var tls = fields.optional("tls", object(AppEnvironmentReader::tls));
        if (enabled.or(false) && !fields.has("host")) {
            fields.missing("host", "spec.ingress is enabled without a host");
        }
        return fields.build(() -> new Ingress(enabled.get(), host.content(), path.content(), tls.content()));
    }

    private static @Nullable Boolean tls(Fields fields) {
        var enabled = fields.required("enabled", bool());
        return fields.build(enabled::get);
    }

    private static @Nullable Config config(Fields fields) {
        var env = fields.optional("env", list(object(AppEnvironmentReader::variable)));
        var blocks = fields.optional("buildingBlocks", list(object(AppEnvironmentReader::buildingBlock)));
        env.ifRead(variables -> {
            fields.reading().refuseDuplicates(variables, ".name", EnvironmentVariable::name);
            refuseTooMany(fields.reading(), variables);
        });
        blocks.ifRead(refs -> fields.reading().refuseDuplicates(refs, ".ref", Slug::value));
        return fields.build(() -> new Config(contents(env.or(List.of())), contents(blocks.or(List.of()))));
    }

    private static void refuseTooMany(Reading reading, List<Value<EnvironmentVariable>> variables) {
        if (variables.size() > MAX_VARIABLES) {
            var first = variables.get(MAX_VARIABLES).pointer();
            reading.refuse(
                    ProblemCode.INVALID_VALUE,
                    first,
                    "there are " + variables.size() + " variables; at most " + MAX_VARIABLES + " are allowed",
                    "remove some, or deliver them through a building block");
        }
    }

    private static @Nullable EnvironmentVariable variable(Fields fields) {
        var name = fields.required("name", text(TextRules::variableName));
        var value = fields.required("value", text(TextRules::variableValue));
        return fields.build(() -> new EnvironmentVariable(name.get(), value.get()));
    }

    private static @Nullable Slug buildingBlock(Fields fields) {
        var ref = fields.required("ref", text(Slug::parse));
        return fields.build(ref::get);
    }

    private static @Nullable Release release(Fields fields) {
        var track = fields.optional("track", word(Track.values(), Track::word));
        return fields.build(() -> new Release(track.content()));
    }

    /** The group {@code deployPolicy}, which two kinds of file have. */
    record DeployPolicy(@Nullable DeployMode mode) {}

    private record Release(@Nullable Track track) {}

    private record Spec(
            Target target,
            AppEnvironment.Registry registry,
            RuntimeShape runtime,
            @Nullable Ingress ingress,
            Config config,
            @Nullable Track track) {
        AppEnvironment of(Metadata metadata) {
            return new AppEnvironment(metadata, target, registry, runtime, ingress, config, track);
        }
    }
}
