// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.write;

import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppEnvironment.Amounts;
import io.meshcloud.idp.contract.model.AppEnvironment.Config;
import io.meshcloud.idp.contract.model.AppEnvironment.Ingress;
import io.meshcloud.idp.contract.model.AppEnvironment.Metadata;
import io.meshcloud.idp.contract.model.AppEnvironment.RuntimeShape;
import java.io.IOException;

/** Writes the fields of {@code app-env.yaml} in the order of ADR-004. */
final class AppEnvironmentWriter {
    private AppEnvironmentWriter() {}

    static void write(FieldWriter out, AppEnvironment environment) throws IOException {
        out.object("metadata", () -> metadata(out, environment.metadata()));
        out.object("spec", () -> {
            out.object("target", () -> {
                out.text("namespace", environment.target().namespace());
                out.text("cluster", environment.target().cluster());
            });
            out.object("registry", () -> registry(out, environment.registry()));
            out.object("runtime", () -> runtime(out, environment.runtime()));
            var ingress = environment.ingress();
            if (ingress != null) {
                out.object("ingress", () -> ingress(out, ingress));
            }
            if (!environment.config().equals(Config.EMPTY)) {
                out.object("config", () -> config(out, environment.config()));
            }
            var track = environment.track();
            if (track != null) {
                out.object("release", () -> out.text("track", track.word()));
            }
        });
    }

    private static void metadata(FieldWriter out, Metadata metadata) throws IOException {
        out.text("name", metadata.name());
        out.text("tenant", metadata.tenant());
        out.text("app", metadata.app());
        out.text("environment", metadata.environment());
        var names = metadata.displayNames();
        if (names != null) {
            out.object("displayNames", () -> {
                out.text("workspace", names.workspace());
                out.text("project", names.project());
                out.text("tenant", names.tenant());
            });
        }
    }

    private static void registry(FieldWriter out, AppEnvironment.Registry registry) throws IOException {
        var provider = registry.provider();
        out.text("provider", provider == null ? null : provider.word());
        out.text("repository", registry.repository());
        var mode = registry.deployMode();
        if (mode != null) {
            out.object("deployPolicy", () -> out.text("mode", mode.word()));
        }
    }

    private static void runtime(FieldWriter out, RuntimeShape runtime) throws IOException {
        out.object("service", () -> {
            out.number("port", runtime.service().port());
            var protocol = runtime.service().protocol();
            out.text("protocol", protocol == null ? null : protocol.word());
        });
        out.object("scaling", () -> out.number("replicas", runtime.replicas()));
        out.object("resources", () -> {
            out.object("requests", () -> amounts(out, runtime.resources().requests()));
            out.object("limits", () -> amounts(out, runtime.resources().limits()));
        });
    }

    private static void amounts(FieldWriter out, Amounts amounts) throws IOException {
        out.text("cpu", amounts.cpu());
        out.text("memory", amounts.memory());
    }

    private static void ingress(FieldWriter out, Ingress ingress) throws IOException {
        out.bool("enabled", ingress.enabled());
        out.text("host", ingress.host());
        out.text("path", ingress.path());
        var tls = ingress.tls();
        if (tls != null) {
            out.object("tls", () -> out.bool("enabled", tls));
        }
    }

    private static void config(FieldWriter out, Config config) throws IOException {
        out.list("env", config.env(), variable -> {
            out.text("name", variable.name());
            out.text("value", variable.value());
        });
        out.list("buildingBlocks", config.buildingBlocks(), ref -> out.text("ref", ref));
    }
}
