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
        var replicas = fields.required("replicas", integer(0, Integer.MAX_VALUE));
        return fields.build(replicas::get);
    }

    private static @Nullable Resources resources(Fields fields) {
        var requests = fields.required("requests", object(RuntimeReader::amounts));
        var limits = fields.required("limits", object(RuntimeReader::amounts));
        requests.ifRead(request -> limits.ifRead(limit -> {
            compare(fields, requests.pointer() + ".cpu", request.cpu(), limit.cpu());
            compare(fields, requests.pointer() + ".memory", request.memory(), limit.memory());
        }));
        return fields.build(() -> new Resources(requests.get(), limits.get()));
    }

    private static void compare(Fields fields, String pointer, Quantity request, Quantity limit) {
        if (request.compareTo(limit) > 0) {
            fields.reading()
                    .refuse(
                            ProblemCode.REQUEST_OVER_LIMIT,
                            pointer,
                            "the request " + Quoted.of(request.text()) + " is more than the limit "
                                    + Quoted.of(limit.text()),
                            "lower the request or raise the limit");
        }
    }

    private static @Nullable Amounts amounts(Fields fields) {
        var cpu = fields.required("cpu", amount());
        var memory = fields.required("memory", amount());
        memory.ifRead(quantity -> warnOfFractionsOfBytes(fields, memory.pointer(), quantity));
        return fields.build(() -> new Amounts(cpu.get(), memory.get()));
    }

    /** {@code 512m} of memory is half a byte. Kubernetes accepts it, but the workload never starts. */
    private static void warnOfFractionsOfBytes(Fields fields, String pointer, Quantity memory) {
        if (memory.amount().stripTrailingZeros().scale() > 0) {
            fields.reading()
                    .warn(
                            ProblemCode.INVALID_VALUE,
                            pointer,
                            Quoted.of(memory.text()) + " is not a whole number of bytes",
                            "write Mi for mebibytes, for example 512Mi; m means a thousandth");
        }
    }

    /** A quantity that is not negative. */
    static Reader<Quantity> amount() {
        return textOrNumber(text -> {
            var quantity = Quantity.parse(text);
            if (quantity.isNegative()) {
                throw TextRules.refused(text, "is negative", "write an amount of 0 or more");
            }
            return quantity;
        });
    }
}
