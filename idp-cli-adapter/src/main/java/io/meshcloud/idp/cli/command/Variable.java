package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.model.AppEnvironment.EnvironmentVariable;
import io.meshcloud.idp.contract.problem.Quoted;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A variable as it is typed: {@code NAME=VALUE}; the value may be empty and may hold further equals signs. */
final class Variable implements ITypeConverter<EnvironmentVariable> {
    @Override
    public EnvironmentVariable convert(String value) {
        int equals = value.indexOf('=');
        if (equals < 0) {
            throw new TypeConversionException(Quoted.of(value) + " is not of the form NAME=VALUE");
        }
        return new EnvironmentVariable(value.substring(0, equals), value.substring(equals + 1));
    }
}
