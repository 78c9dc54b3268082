package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.SettingValues;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.state.CommitIdentity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A committer as it is typed, the way Git prints one: {@code Name <mail>}. */
final class NamedCommitter implements ITypeConverter<CommitIdentity> {
    @Override
    public CommitIdentity convert(String value) {
        return SettingValues.identity(value)
                .orElseThrow(() -> new TypeConversionException(Quoted.of(value) + " is not of the form 'Name <mail>'"));
    }
}
