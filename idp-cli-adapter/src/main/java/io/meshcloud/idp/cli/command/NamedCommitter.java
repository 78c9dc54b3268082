package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.Committer;
import io.meshcloud.idp.contract.problem.Quoted;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A committer as it is typed, the way Git prints one: {@code Name <mail>}. */
final class NamedCommitter implements ITypeConverter<Committer> {
    @Override
    public Committer convert(String value) {
        return Committer.parse(value.strip())
                .orElseThrow(() -> new TypeConversionException(Quoted.of(value) + " is not of the form 'Name <mail>'"));
    }
}
