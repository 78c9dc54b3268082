package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number as the contract writes one: decimal digits, no sign, no leading zero. */
final class PlainNumber implements ITypeConverter<Integer> {
    private static final Pattern GRAMMAR = Pattern.compile("0|[1-9][0-9]{0,8}");

    @Override
    public Integer convert(String value) {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new TypeConversionException(Quoted.of(value) + " is not a whole number in plain decimal digits");
        }
        return Integer.valueOf(value);
    }
}
