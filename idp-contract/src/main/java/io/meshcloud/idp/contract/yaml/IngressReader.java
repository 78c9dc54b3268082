package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.bool;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;

import io.meshcloud.idp.contract.model.AppEnvironment.Ingress;
import org.jspecify.annotations.Nullable;

/** The group {@code spec.ingress}: exposure to the outside. */
final class IngressReader {
    private IngressReader() {}

    static @Nullable Ingress ingress(Fields fields) {
        var enabled = fields.required("enabled", bool());
        var host = fields.optional("host", text(NameRules::host));
        var path = fields.optional("path", text(NameRules::path));
        var tls = fields.optional("tls", object(IngressReader::tls));
        if (enabled.or(false) && !fields.has("host")) {
            fields.missing("host", "spec.ingress is enabled without a host");
        }
        return fields.build(() -> new Ingress(enabled.get(), host.content(), path.content(), tls.content()));
    }

    private static @Nullable Boolean tls(Fields fields) {
        var enabled = fields.required("enabled", bool());
        return fields.build(enabled::get);
    }
}
