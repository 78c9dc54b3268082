package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.contents;
import static io.meshcloud.idp.contract.yaml.Readers.list;
import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.AppEnvironment.Config;
import io.meshcloud.idp.contract.model.AppEnvironment.EnvironmentVariable;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The group {@code spec.config}: twelve-factor configuration. */
final class ConfigReader {
    static final int MAX_VARIABLES = 100;

    private ConfigReader() {}

    static @Nullable Config config(Fields fields) {
        var env = fields.optional("env", list(object(ConfigReader::variable)));
        var blocks = fields.optional("buildingBlocks", list(object(ConfigReader::buildingBlock)));
        env.ifRead(variables -> {
            Lists.refuseDuplicates(fields.reading(), variables, ".name", EnvironmentVariable::name);
            refuseTooMany(fields.reading(), variables);
        });
        blocks.ifRead(refs -> Lists.refuseDuplicates(fields.reading(), refs, ".ref", Slug::value));
        return fields.build(() -> new Config(contents(env.or(List.of())), contents(blocks.or(List.of()))));
    }

    private static void refuseTooMany(Reading reading, List<Value<EnvironmentVariable>> variables) {
        if (variables.size() > MAX_VARIABLES) {
            var first = variables.get(MAX_VARIABLES).pointer();
            reading.refuse(
                    ProblemCode.INVALID_VALUE,
                    first,
                    "there are " + variables.size() + " variables; at most " + MAX_VARIABLES + " are allowed",
                    "remove some, or deliver them by a building block");
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
}
