package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.IdpException;
import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as Kubernetes writes it, {@code 20Gi}. */
final class Size implements ITypeConverter<Quantity> {
    @Override
    public Quantity convert(String value) {
        Quantity size;
        try {
            size = Quantity.parse(value);
        } catch (IdpException e) {
            throw new TypeConversionException(e.problem().what());
        }
        if (size.amount().compareTo(BigDecimal.ONE) < 0) {
            throw new TypeConversionException("it has to be one byte or more");
        }
        return size;
    }
}
