package io.meshcloud.idp.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number from one on. */
final class OneOrMore implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        var number = new PlainNumber().convert(value);
        if (number == 0) {
            throw new TypeConversionException("it has to be 1 or more");
        }
        return number;
    }
}
