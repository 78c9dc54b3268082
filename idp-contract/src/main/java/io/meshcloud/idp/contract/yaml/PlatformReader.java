// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.contents;
import static io.meshcloud.idp.contract.yaml.Readers.integer;
import static io.meshcloud.idp.contract.yaml.Readers.list;
import static io.meshcloud.idp.contract.yaml.Readers.map;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;
import static io.meshcloud.idp.contract.yaml.Readers.word;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.model.Platform.ArgoCd;
import io.meshcloud.idp.contract.model.Platform.BuildingBlock;
import io.meshcloud.idp.contract.model.Platform.Cluster;
import io.meshcloud.idp.contract.model.Platform.EgressRule;
import io.meshcloud.idp.contract.model.Platform.HostOwner;
import io.meshcloud.idp.contract.model.Platform.Identities;
import io.meshcloud.idp.contract.model.Platform.IngressKind;
import io.meshcloud.idp.contract.model.Platform.IngressRules;
import io.meshcloud.idp.contract.model.Platform.Limits;
import io.meshcloud.idp.contract.model.Platform.ManagedBy;
import io.meshcloud.idp.contract.model.Platform.Namespaces;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of {@code platform.yaml}: what environments may name, how much they may request, and the switches. */
final class PlatformReader {
    private PlatformReader() {}

    static @Nullable Platform read(Fields root) {
        root.optional("metadata", object(PlatformReader::metadata));
        var spec = root.required("spec", object(PlatformReader::spec));
        return root.build(spec::get);
    }

    private static @Nullable Boolean metadata(Fields fields) {
        fields.optional("name", text(TextRules::line));
        return fields.build(() -> true);
    }

    private static @Nullable Platform spec(Fields fields) {
        var layout = fields.optional("layout", text(Layout::parse));
        var environments = EnvironmentRulesReader.read(fields);
        var defined = EnvironmentRulesReader.defined(fields);
        var automation = fields.optional("automation", list(object(AutomationRuleReader::read)));
        var registries = fields.optional("registries", list(text(PlatformRules::registry)));
        var clusters = fields.optional("clusters", map(NameRules::label, object(PlatformReader::cluster)));
        var limits = fields.optional("limits", object(PlatformReader::limits));
        var argocd = fields.optional("argocd", object(PlatformReader::argocd));
        var ingress = fields.optional("ingress", object(PlatformReader::ingress));
        var namespaces = fields.optional("namespaces", object(PlatformReader::namespaces));
        var identities = fields.optional("identities", object(PlatformReader::identities));
        var blocks = fields.optional("buildingBlocks", object(PlatformReader::buildingBlocks));
        var listed = blocks.content();
        var pullSecret = fields.optional("imagePullSecret", text(NameRules::objectName));
        blocks.ifRead(given -> pullSecret.ifRead(name -> warnOfPullSecret(fields, blocks.pointer(), given, name)));
        var egress = fields.optional("egress", list(object(PlatformReader::egress)));
        var releases = fields.optional("releases", object(switches -> ReleasesReader.read(switches, defined)));
        return fields.build(() -> new Platform(
                layout.or(Layout.DEFAULT),
                environments,
                contents(automation.or(List.of())),
                registries.map(Readers::contents),
                clusters.content(),
                limits.or(Limits.NONE),
                argocd.or(ArgoCd.DEFAULT),
                ingress.or(IngressRules.DEFAULT),
                namespaces.or(Namespaces.DEFAULT),
                identities.or(Identities.DEFAULT),
                listed == null ? null : listed.byReference(),
                listed == null ? null : listed.byDefault(),
                pullSecret.content(),
                egress.map(Readers::contents),
                releases.or(Platform.Releases.DEFAULT)));
    }

    private static @Nullable Cluster cluster(Fields fields) {
        var server = fields.optional("server", text(PlatformRules::url));
        var argocd = fields.optional("argocd", text(PlatformRules::url));
        return fields.build(() -> new Cluster(server.content(), argocd.content()));
    }

    private static @Nullable ArgoCd argocd(Fields fields) {
        var namespace = fields.optional("namespace", text(NameRules::label));
        var repository = fields.optional("repository", text(GitRules::repository));
        var revision = fields.optional("revision", text(GitRules::revision));
        return fields.build(() -> new ArgoCd(
                namespace.or(ArgoCd.DEFAULT.namespace()),
                repository.content(),
                revision.or(ArgoCd.DEFAULT.revision())));
    }

    private static @Nullable Limits limits(Fields fields) {
        var replicas = fields.optional("replicas", integer(0, Integer.MAX_VALUE));
        var cpu = fields.optional("cpu", RuntimeReader.amount());
        var memory = fields.optional("memory", RuntimeReader.amount());
        warnOfZero(fields, cpu);
        warnOfZero(fields, memory);
        RuntimeReader.warnOfDoubt(fields, memory, Resource.MEMORY);
        return fields.build(() -> new Limits(replicas.content(), cpu.content(), memory.content()));
    }

    private static void warnOfZero(Fields fields, Value<Quantity> maximum) {
        maximum.ifRead(quantity -> {
            if (quantity.amount().signum() == 0) {
                fields.reading()
                        .warn(
                                ProblemCode.INVALID_VALUE,
                                maximum.pointer(),
                                "the maximum is 0, so no environment may run",
                                "remove the field if there is to be no maximum");
            }
        });
    }

    private static @Nullable IngressRules ingress(Fields fields) {
        var kind = fields.optional("kind", word(IngressKind.values(), IngressKind::word));
        var className = fields.optional("className", text(NameRules::objectName));
        var gateway = fields.optional("gateway", text(NameRules::namespacedName));
        var issuer = fields.optional("clusterIssuer", text(NameRules::objectName));
        var hosts = fields.optional("hosts", list(text(PlatformRules::hostSuffix)));
        var owner = fields.optional("hostsBelongTo", word(HostOwner.values(), HostOwner::word));
        boolean byGateway = kind.or(IngressKind.INGRESS) == IngressKind.GATEWAY;
        if (byGateway) {
            className.ifRead(
                    name -> refuse(fields, className, "className belongs to kind ingress", "name the gateway"));
            if (!fields.has("gateway")) {
                fields.missing("gateway", "spec.ingress has kind gateway but names no gateway");
            }
        } else {
            gateway.ifRead(name -> refuse(fields, gateway, "gateway belongs to kind gateway", "write kind: gateway"));
        }
        return fields.build(() -> new IngressRules(
                kind.or(IngressKind.INGRESS),
                className.content(),
                gateway.content(),
                issuer.content(),
                hosts.map(Readers::contents),
                owner.or(HostOwner.APP)));
    }

    private static void refuse(Fields fields, Value<String> value, String what, String fix) {
        fields.reading().refuse(ProblemCode.INVALID_VALUE, value.pointer(), what, fix + ", or remove the field");
    }

    private static @Nullable Namespaces namespaces(Fields fields) {
        var managedBy = fields.optional("managedBy", word(ManagedBy.values(), ManagedBy::word));
        var prefix = fields.optional("namespacePrefix", text(NameRules::namespacePrefix));
        return fields.build(() ->
                new Namespaces(managedBy.or(Namespaces.DEFAULT.managedBy()), prefix.or(Namespaces.DEFAULT.prefix())));
    }

    private static @Nullable Identities identities(Fields fields) {
        var platform = fields.optional("platform", object(PlatformReader::platformIdentities));
        return fields.build(() -> platform.or(Identities.DEFAULT));
    }

    private static @Nullable Identities platformIdentities(Fields fields) {
        var users = fields.optional("users", list(text(TextRules::line)));
        var groups = fields.optional("groups", list(text(TextRules::line)));
        var accounts = fields.optional("serviceAccounts", list(text(NameRules::serviceAccount)));
        return fields.build(() -> new Identities(
                users.map(Readers::contents), groups.map(Readers::contents), accounts.map(Readers::contents)));
    }

    private static @Nullable EgressRule egress(Fields fields) {
        var cidr = fields.required("cidr", text(PlatformRules::cidr));
        var ports = fields.optional("ports", list(integer(1, RuntimeReader.MAX_PORT)));
        cidr.ifRead(text -> Network.parse(text)
                .filter(network -> !network.isCanonical())
                .ifPresent(network -> fields.reading()
                        .warn(
                                ProblemCode.INVALID_VALUE,
                                cidr.pointer(),
                                Quoted.of(text) + " is an address in a network, not the network itself",
                                "write " + network.canonical() + " if the whole network is meant")));
        return fields.build(() -> new EgressRule(cidr.get(), contents(ports.or(List.of()))));
    }

    private static @Nullable BuildingBlocks buildingBlocks(Fields fields) {
        var byDefault = fields.optional("default", object(PlatformReader::buildingBlock));
        var byReference = fields.others(Slug::parse, object(PlatformReader::buildingBlock));
        return fields.build(() -> new BuildingBlocks(byReference, byDefault.content()));
    }

    /** An application that names such a building block reads the password with which images are pulled. */
    private static void warnOfPullSecret(Fields fields, String pointer, BuildingBlocks blocks, String pullSecret) {
        var named = new TreeMap<String, BuildingBlock>();
        blocks.byReference().forEach((reference, block) -> named.put(reference.value(), block));
        if (blocks.byDefault() != null) {
            named.put("default", blocks.byDefault());
        }
        named.forEach((reference, block) -> {
            if (pullSecret.equals(block.secret())) {
                fields.reading()
                        .warn(
                                ProblemCode.INVALID_VALUE,
                                Pointers.field(Pointers.field(pointer, reference), "secret"),
                                Quoted.of(pullSecret) + " is the Secret with which images are pulled; applications that"
                                        + " name this building block can read it",
                                "name another Secret here, or in imagePullSecret");
            }
        });
    }

    private static @Nullable BuildingBlock buildingBlock(Fields fields) {
        var secret = fields.optional("secret", text(NameRules::objectName));
        var external = fields.optional("externalSecret", object(PlatformReader::store));
        if (fields.has("secret") == fields.has("externalSecret")) {
            fields.refuse("a building block needs either secret or externalSecret", "write exactly one of the two");
        }
        return fields.build(() -> new BuildingBlock(secret.content(), external.content()));
    }

    private static @Nullable String store(Fields fields) {
        var store = fields.required("store", text(NameRules::objectName));
        return fields.build(store::get);
    }

    /** The building blocks by reference, and the one for all other references. */
    private record BuildingBlocks(
            Map<Slug, BuildingBlock> byReference, @Nullable BuildingBlock byDefault) {}
}
