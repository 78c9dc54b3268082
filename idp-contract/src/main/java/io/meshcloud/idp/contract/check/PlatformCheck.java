// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Listed;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks an {@code app-env.yaml} against the platform's settings: what it may name, and how much it may request.
 * Findings with {@link ProblemCode#OVER_PLATFORM_LIMIT} can appear for a file that was valid before, because the
 * platform may lower its limits.
 */
public final class PlatformCheck {
    private static final String NOTHING_ALLOWED = "the list in the platform's settings is empty and allows nothing";

    private final Document<AppEnvironment> document;
    private final AppEnvironment environment;
    private final Platform platform;
    private final List<Finding> findings = new ArrayList<>();

    private PlatformCheck(Document<AppEnvironment> document, Platform platform) {
        this.document = document;
        this.environment = document.value();
        this.platform = platform;
    }

    /** All findings, sorted; all of them are errors. */
    public static List<Finding> check(Document<AppEnvironment> environment, Platform platform) {
        var check = new PlatformCheck(environment, platform);
        check.environment();
        check.namespace();
        check.cluster();
        check.registry();
        check.host();
        check.buildingBlocks();
        check.limits();
        return check.findings.stream().sorted().toList();
    }

    private void environment() {
        var name = environment.metadata().environment();
        if (platform.rules(name).isEmpty()) {
            refuse(
                    "metadata.environment",
                    Quoted.of(name.value()) + " is not one of the platform's environments",
                    oneOf(platform.environments().keySet().stream()
                            .map(Slug::value)
                            .toList()));
        }
    }

    private void namespace() {
        var prefix = platform.namespaces().prefix();
        var namespace = environment.target().namespace();
        if (!namespace.startsWith(prefix)) {
            refuse(
                    "spec.target.namespace",
                    Quoted.of(namespace) + " does not start with " + Quoted.of(prefix),
                    "start it with " + prefix);
        }
    }

    private void cluster() {
        var clusters = platform.clusters();
        var cluster = environment.target().cluster();
        if (clusters == null) {
            return;
        }
        if (cluster != null && !clusters.containsKey(cluster)) {
            refuse(
                    "spec.target.cluster",
                    Quoted.of(cluster) + " is not one of the platform's clusters",
                    oneOf(clusters.keySet()));
        } else if (cluster == null && clusters.size() != 1) {
            refuse(
                    "spec.target.cluster",
                    "no cluster is named, and the platform does not have exactly one",
                    oneOf(clusters.keySet()));
        }
    }

    private void registry() {
        var registries = platform.registries();
        var repository = environment.registry().repository().toString();
        if (registries == null
                || registries.stream()
                        .anyMatch(prefix -> repository.equals(prefix) || repository.startsWith(prefix + "/"))) {
            return;
        }
        refuse(
                "spec.registry.repository",
                Quoted.of(repository) + " is not in a registry that the platform allows",
                below("repository", registries));
    }

    private void host() {
        var suffixes = platform.ingress().hosts();
        var ingress = environment.ingress();
        if (suffixes == null || ingress == null || ingress.host() == null || !ingress.enabled()) {
            return;
        }
        var host = ingress.host();
        boolean allowed = suffixes.stream().anyMatch(suffix -> host.equals(suffix) || host.endsWith("." + suffix));
        if (!allowed) {
            refuse(
                    "spec.ingress.host",
                    Quoted.of(host) + " is not under a domain that the platform allows",
                    below("host", suffixes));
        }
    }

    private void buildingBlocks() {
        var listed = platform.buildingBlocks();
        var refs = environment.config().buildingBlocks();
        for (int i = 0; i < refs.size(); i++) {
            var ref = refs.get(i);
            var pointer = "spec.config.buildingBlocks[" + i + "].ref";
            if (listed != null && listed.containsKey(ref)) {
                continue;
            }
            if (listed != null && platform.defaultBuildingBlock() == null) {
                refuse(
                        pointer,
                        Quoted.of(ref.value()) + " is not one of the platform's building blocks",
                        oneOf(listed.keySet().stream().map(Slug::value).toList()));
            } else if (ref.value().equals(platform.imagePullSecret())) {
                refuse(
                        pointer,
                        Quoted.of(ref.value()) + " is the Secret with which images are pulled",
                        "name a building block of the application");
            }
        }
    }

    private void limits() {
        var maximum = platform.limits();
        int replicas = environment.runtime().replicas();
        if (maximum.replicas() != null && replicas > maximum.replicas()) {
            over(
                    "spec.runtime.scaling.replicas",
                    Integer.toString(replicas),
                    maximum.replicas().toString());
        }
        // Requests never exceed limits, so checking the limits is enough.
        var limits = environment.runtime().resources().limits();
        over("spec.runtime.resources.limits.cpu", limits.cpu(), maximum.cpu());
        over("spec.runtime.resources.limits.memory", limits.memory(), maximum.memory());
    }

    private void over(String pointer, Quantity requested, @Nullable Quantity maximum) {
        if (maximum != null && requested.compareTo(maximum) > 0) {
            over(pointer, requested.text(), maximum.text());
        }
    }

    private void over(String pointer, String requested, String maximum) {
        findings.add(Finding.error(
                ProblemCode.OVER_PLATFORM_LIMIT,
                document.locate(pointer),
                pointer,
                Quoted.of(requested) + " is more than the platform's limit " + Quoted.of(maximum),
                "request " + maximum + " or less, or ask the platform team to raise the limit"));
    }

    private void refuse(String pointer, String what, String fix) {
        findings.add(Finding.error(ProblemCode.NOT_ALLOWED_BY_PLATFORM, document.locate(pointer), pointer, what, fix));
    }

    private static String below(String subject, List<String> allowed) {
        return allowed.isEmpty() ? NOTHING_ALLOWED : "use a " + subject + " below " + Listed.of(allowed);
    }

    private static String oneOf(Collection<String> names) {
        return names.isEmpty()
                ? NOTHING_ALLOWED
                : "use one of " + Listed.of(names.stream().sorted().toList());
    }
}
