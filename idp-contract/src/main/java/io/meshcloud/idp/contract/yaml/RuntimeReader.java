// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.integer;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.textOrNumber;
import static io.meshcloud.idp.contract.yaml.Readers.word;

import io.meshcloud.idp.contract.model.AppEnvironment.Amounts;
import io.meshcloud.idp.contract.model.AppEnvironment.Protocol;
import io.meshcloud.idp.contract.model.AppEnvironment.Resources;
import io.meshcloud.idp.contract.model.AppEnvironment.RuntimeShape;
import io.meshcloud.idp.contract.model.AppEnvironment.Service;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import org.jspecify.annotations.Nullable;

/** The group {@code spec.runtime}: the settings that a team may change. */
final class RuntimeReader {
    static final int MAX_PORT = 65535;

    /** More replicas than any application needs; a typing error must not fill a cluster. */
    static final int MAX_REPLICAS = 1000;

    private RuntimeReader() {}

    static @Nullable RuntimeShape runtime(Fields fields) {
        var service = fields.required("service", object(RuntimeReader::service));
        var scaling = fields.required("scaling", object(RuntimeReader::scaling));
        var resources = fields.required("resources", object(RuntimeReader::resources));
        return fields.build(() -> new RuntimeShape(service.get(), scaling.get(), resources.get()));
    }

    private static @Nullable Service service(Fields fields) {
        var port = fields.required("port", integer(1, MAX_PORT));
        var protocol = fields.optional("protocol", word(Protocol.values(), Protocol::word));
        return fields.build(() -> new Service(port.get(), protocol.content()));
    }

    private static @Nullable Integer scaling(Fields fields) {
        var replicas = fields.required("replicas", integer(0, MAX_REPLICAS));
        return fields.build(replicas::get);
    }

    private static @Nullable Resources resources(Fields fields) {
        var requests = fields.required("requests", object(group -> amounts(group, amount())));
        var limits = fields.required("limits", object(group -> amounts(group, limit())));
        requests.ifRead(request -> limits.ifRead(limit -> {
            compare(fields, requests.pointer(), limits.pointer(), Resource.CPU, request.cpu(), limit.cpu());
            compare(fields, requests.pointer(), limits.pointer(), Resource.MEMORY, request.memory(), limit.memory());
        }));
        return fields.build(() -> new Resources(requests.get(), limits.get()));
    }

    private static void compare(
            Fields fields, String requests, String limits, Resource resource, Quantity request, Quantity limit) {
        if (request.compareTo(limit) <= 0) {
            return;
        }
        // The usual cause is a wrong unit. Then one of the two amounts is implausible.
        var wrongLimit = resource.doubt(limit).filter(doubt -> resource.isTooSmall(limit));
        var wrongRequest = resource.doubt(request).filter(doubt -> !resource.isTooSmall(request));
        fields.reading()
                .refuse(
                        ProblemCode.REQUEST_OVER_LIMIT,
                        (wrongLimit.isPresent() ? limits : requests) + "." + resource.field(),
                        "the request " + Quoted.of(request.text()) + " is more than the limit "
                                + Quoted.of(limit.text())
                                + wrongLimit
                                        .or(() -> wrongRequest)
                                        .map(doubt -> "; " + doubt.what())
                                        .orElse(""),
                        wrongLimit
                                .or(() -> wrongRequest)
                                .map(AmountDoubt::fix)
                                .orElse("lower the request or raise the limit"));
    }

    private static @Nullable Amounts amounts(Fields fields, Reader<Quantity> amount) {
        var cpu = fields.required("cpu", amount);
        var memory = fields.required("memory", amount);
        warnOfDoubt(fields, cpu, Resource.CPU);
        warnOfDoubt(fields, memory, Resource.MEMORY);
        return fields.build(() -> new Amounts(cpu.get(), memory.get()));
    }

    /** Warns about an amount that Kubernetes accepts but that is probably a mistake. */
    static void warnOfDoubt(Fields fields, Value<Quantity> amount, Resource resource) {
        amount.ifRead(quantity -> resource.doubt(quantity)
                .ifPresent(doubt ->
                        fields.reading().warn(ProblemCode.INVALID_VALUE, amount.pointer(), doubt.what(), doubt.fix())));
    }

    /** A quantity that is not negative. */
    static Reader<Quantity> amount() {
        return textOrNumber(text -> {
            var quantity = Quantity.parse(text);
            if (text.startsWith("-")) {
                throw TextRules.refused(text, "is negative", "write an amount of 0 or more, without a sign");
            }
            return quantity;
        });
    }

    /** A quantity of more than zero. */
    private static Reader<Quantity> limit() {
        return slot -> {
            var quantity = amount().read(slot);
            if (quantity != null && quantity.amount().signum() == 0) {
                slot.refuse(
                        ProblemCode.INVALID_VALUE,
                        Quoted.of(quantity.text()) + " is not a limit: Kubernetes takes 0 for unlimited",
                        "write the most that one replica may use");
                return null;
            }
            return quantity;
        };
    }
}
