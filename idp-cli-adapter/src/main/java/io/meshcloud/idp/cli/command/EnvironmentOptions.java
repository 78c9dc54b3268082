// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** An environment's fields as flags. The contract checks their values. */
final class EnvironmentOptions {
    /** Lists: one flag sets all entries of such a field. */
    private static final List<String> LISTS = List.of("config.env", "config.buildingBlocks");

    @Option(names = "--name", paramLabel = "NAME", description = "metadata.name.")
    private @Nullable String name;

    @Option(names = "--tenant", paramLabel = "SLUG", description = "metadata.tenant, the team.")
    private @Nullable String tenant;

    @Option(names = "--app", paramLabel = "SLUG", description = "metadata.app.")
    private @Nullable String app;

    @Option(names = "--environment", paramLabel = "SLUG", description = "metadata.environment, such as dev.")
    private @Nullable String environment;

    @Option(names = "--namespace", paramLabel = "NAME", description = "target.namespace, app-...")
    private @Nullable String namespace;

    @Option(names = "--cluster", paramLabel = "NAME", description = "target.cluster.")
    private @Nullable String cluster;

    @Option(
            names = "--provider",
            paramLabel = "harbor|oci",
            converter = EnumConverter.Providers.class,
            completionCandidates = EnumConverter.Providers.class,
            description = "registry.provider.")
    private AppEnvironment.@Nullable Provider provider;

    @Option(
            names = "--repository",
            paramLabel = "HOST[/PATH]",
            description = {
                "registry.repository; a host alone means a project of the environment's own,",
                "HOST/TENANT-APP-ENVIRONMENT/APP."
            })
    private @Nullable String repository;

    @Option(
            names = "--mode",
            paramLabel = "auto|manual",
            converter = EnumConverter.Modes.class,
            completionCandidates = EnumConverter.Modes.class,
            description = "registry.deployPolicy.mode.")
    private @Nullable DeployMode mode;

    @Option(
            names = "--port",
            paramLabel = "N",
            converter = Converters.WholeNumber.class,
            description = "runtime.service.port.")
    private @Nullable Integer port;

    @Option(
            names = "--protocol",
            paramLabel = "http|grpc",
            converter = EnumConverter.Protocols.class,
            completionCandidates = EnumConverter.Protocols.class,
            description = "runtime.service.protocol.")
    private AppEnvironment.@Nullable Protocol protocol;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            converter = Converters.WholeNumber.class,
            description = "runtime.scaling.replicas.")
    private @Nullable Integer replicas;

    @Option(names = "--cpu-request", paramLabel = "QUANTITY", description = "runtime.resources.requests.cpu.")
    private @Nullable String cpuRequest;

    @Option(names = "--memory-request", paramLabel = "QUANTITY", description = "runtime.resources.requests.memory.")
    private @Nullable String memoryRequest;

    @Option(names = "--cpu-limit", paramLabel = "QUANTITY", description = "runtime.resources.limits.cpu.")
    private @Nullable String cpuLimit;

    @Option(names = "--memory-limit", paramLabel = "QUANTITY", description = "runtime.resources.limits.memory.")
    private @Nullable String memoryLimit;

    @Option(names = "--host", paramLabel = "NAME", description = "ingress.host; switches the ingress on.")
    private @Nullable String host;

    @Option(names = "--path", paramLabel = "PATH", description = "ingress.path.")
    private @Nullable String path;

    @Option(names = "--tls", negatable = true, description = "ingress.tls.enabled.")
    private @Nullable Boolean tls;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            converter = Converters.Variable.class,
            description = "config.env, not for secrets. Repeatable.")
    private List<AppEnvironment.EnvironmentVariable> env = new ArrayList<>();

    @Option(names = "--building-block", paramLabel = "REF", description = "config.buildingBlocks. Repeatable.")
    private List<String> buildingBlocks = new ArrayList<>();

    @Option(
            names = "--track",
            paramLabel = "stable|canary",
            converter = EnumConverter.Tracks.class,
            completionCandidates = EnumConverter.Tracks.class,
            description = "release.track.")
    private AppEnvironment.@Nullable Track track;

    /**
     * The flag of a field of app-env.yaml; a flag's description starts with its field.
     *
     * @param pointer as a finding names the field, such as {@code spec.runtime.scaling.replicas}
     */
    static Optional<String> flagOf(String pointer) {
        var field = flaggedField(pointer.startsWith("spec.") ? pointer.substring("spec.".length()) : pointer);
        return CommandSpec.forAnnotatedObject(new EnvironmentOptions()).options().stream()
                .filter(option -> described(option.description()[0]).equals(field))
                .map(OptionSpec::longestName)
                .findFirst();
    }

    /** The field of a list as a whole for one of its entries. */
    private static String flaggedField(String field) {
        return LISTS.stream()
                .filter(list -> field.startsWith(list + ".") || field.startsWith(list + "["))
                .findFirst()
                .orElse(field);
    }

    /** The field at the start of a flag's description, up to a punctuation mark or a space. */
    private static String described(String description) {
        int end = 0;
        while (end < description.length() && !isFieldEnd(description, end)) {
            end++;
        }
        return description.substring(0, end);
    }

    private static boolean isFieldEnd(String text, int at) {
        boolean last = at + 1 == text.length();
        return text.charAt(at) == ' ' || (".,;".indexOf(text.charAt(at)) >= 0 && (last || text.charAt(at + 1) == ' '));
    }

    /** The required flags that were not typed. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        requirements().forEach((flag, value) -> {
            if (value == null) {
                missing.add(flag);
            }
        });
        return missing;
    }

    private Map<String, @Nullable Object> requirements() {
        var required = new LinkedHashMap<String, @Nullable Object>();
        required.put("--tenant", tenant);
        required.put("--app", app);
        required.put("--environment", environment);
        required.put("--namespace", namespace);
        required.put("--repository", repository);
        required.put("--port", port);
        required.put("--replicas", replicas);
        required.put("--cpu-request", cpuRequest);
        required.put("--memory-request", memoryRequest);
        required.put("--cpu-limit", cpuLimit);
        required.put("--memory-limit", memoryLimit);
        return required;
    }

    /** The environment; nothing required may be {@linkplain #missing() missing}. */
    AppEnvironment environment() {
        return new AppEnvironment(
                new AppEnvironment.Metadata(name, slug(tenant), slug(app), slug(environment), null),
                new AppEnvironment.Target(required(namespace), cluster),
                new AppEnvironment.Registry(provider, repository(), mode),
                new AppEnvironment.RuntimeShape(
                        new AppEnvironment.Service(required(port), protocol),
                        required(replicas),
                        new AppEnvironment.Resources(
                                amounts(cpuRequest, memoryRequest), amounts(cpuLimit, memoryLimit))),
                ingress(),
                new AppEnvironment.Config(
                        env, buildingBlocks.stream().map(Slug::parse).toList()),
                track);
    }

    /**
     * Harbor grants push rights for the first part of the path, so by default no two environments have the same first
     * part.
     */
    private ImageRepository repository() {
        var named = required(repository);
        return ImageRepository.parse(
                named.contains("/") ? named : "%s/%s-%s-%s/%s".formatted(named, tenant, app, environment, app));
    }

    private AppEnvironment.@Nullable Ingress ingress() {
        return host == null && path == null && tls == null
                ? null
                : new AppEnvironment.Ingress(host != null, host, path, tls);
    }

    private static AppEnvironment.Amounts amounts(@Nullable String cpu, @Nullable String memory) {
        return new AppEnvironment.Amounts(Quantity.parse(required(cpu)), Quantity.parse(required(memory)));
    }

    private static Slug slug(@Nullable String value) {
        return Slug.parse(required(value));
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "nothing required is missing");
    }
}
