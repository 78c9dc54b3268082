// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of {@code app-env.yaml} that a team may set, and how each is edited. All others belong to the platform.
 */
final class TeamFields {
    private static final String ENV = "config.env.";
    private static final String BUILDING_BLOCKS = "config.buildingBlocks.";

    private static final Map<String, ScalarType> SCALARS = new TreeMap<>(Map.ofEntries(
            Map.entry("runtime.scaling.replicas", ScalarType.NUMBER),
            Map.entry("runtime.service.port", ScalarType.NUMBER),
            Map.entry("runtime.service.protocol", ScalarType.STRING),
            Map.entry("runtime.resources.requests.cpu", ScalarType.STRING),
            Map.entry("runtime.resources.requests.memory", ScalarType.STRING),
            Map.entry("runtime.resources.limits.cpu", ScalarType.STRING),
            Map.entry("runtime.resources.limits.memory", ScalarType.STRING),
            Map.entry("ingress.enabled", ScalarType.BOOLEAN),
            Map.entry("ingress.host", ScalarType.STRING),
            Map.entry("ingress.path", ScalarType.STRING),
            Map.entry("ingress.tls.enabled", ScalarType.BOOLEAN),
            Map.entry("release.track", ScalarType.STRING)));

    private TeamFields() {}

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#FIELD_NOT_SETTABLE} if a team may not
     *     set the field, {@link ProblemCode#INVALID_VALUE} if a name in it is invalid
     */
    static FieldEdit edit(Assignment assignment) {
        var field = assignment.field();
        if (field.startsWith(ENV)) {
            return variable(assignment, field.substring(ENV.length()));
        }
        if (field.startsWith(BUILDING_BLOCKS)) {
            return buildingBlock(assignment, field.substring(BUILDING_BLOCKS.length()));
        }
        var type = SCALARS.get(field);
        if (type == null) {
            throw notSettable(field).asException();
        }
        var pointer = "spec." + field;
        var value = assignment.value();
        return value == null ? new FieldEdit.Remove(pointer) : new FieldEdit.Put(pointer, value, type);
    }

    private static FieldEdit variable(Assignment assignment, String name) {
        if (!Ascii.consistsOf(name, c -> c == '_' || Ascii.isLetter(c), c -> c == '_' || Ascii.isLetterOrDigit(c))) {
            throw Problem.of(
                            ProblemCode.INVALID_VALUE,
                            Quoted.of(name) + " cannot be the name of an environment variable",
                            "config.env",
                            "use letters, digits and '_', and do not begin with a digit")
                    .asException();
        }
        var pointer = "spec.config.env[" + name + "]";
        var value = assignment.value();
        return value == null
                ? new FieldEdit.Remove(pointer)
                : new FieldEdit.Put(pointer + ".value", value, ScalarType.STRING);
    }

    private static FieldEdit buildingBlock(Assignment assignment, String name) {
        var ref = Slug.parse(name);
        var pointer = "spec.config.buildingBlocks[ref=" + ref + "]";
        var value = assignment.value();
        if (value == null) {
            return new FieldEdit.Remove(pointer);
        }
        if (!value.equals("true")) {
            throw Problem.of(
                            ProblemCode.INVALID_VALUE,
                            Quoted.of(value) + " is not a valid value for a building block reference",
                            assignment.field(),
                            "write " + assignment.field() + "=true to add it, " + assignment.field() + "- to remove it")
                    .asException();
        }
        return new FieldEdit.Put(pointer + ".ref", ref.value(), ScalarType.STRING);
    }

    private static Problem notSettable(String field) {
        var known = new ArrayList<>(SCALARS.keySet());
        known.add(ENV + "NAME");
        known.add(BUILDING_BLOCKS + "REF");
        var hint = Suggestions.closest(field.startsWith("spec.") ? field.substring("spec.".length()) : field, known)
                .map(close -> "did you mean " + Quoted.of(close) + "? ")
                .orElse("");
        return Problem.of(
                ProblemCode.FIELD_NOT_SETTABLE,
                Quoted.of(field) + " cannot be set here",
                field,
                hint + "A team's fields are " + String.join(", ", known)
                        + "; the platform team changes all other fields with `idp env apply`");
    }
}
