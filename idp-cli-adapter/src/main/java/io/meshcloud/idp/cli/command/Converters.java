// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import com.google.re2j.Pattern;
import io.meshcloud.idp.cli.config.SettingValues;
import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.AppEnvironment.EnvironmentVariable;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import java.math.BigDecimal;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of options that are not plain text. */
final class Converters {
    private Converters() {}

    /** A whole number as the contract writes one: decimal digits, no sign, no leading zero. */
    static final class WholeNumber implements ITypeConverter<Integer> {
        private static final Pattern GRAMMAR = Pattern.compile("0|[1-9][0-9]{0,8}");

        @Override
        public Integer convert(String value) {
            if (!GRAMMAR.matcher(value).matches()) {
                throw new TypeConversionException(Quoted.of(value) + " is not a whole number in plain decimal digits");
            }
            return Integer.valueOf(value);
        }
    }

    /** A whole number of at least one. */
    static final class PositiveNumber implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            var number = new WholeNumber().convert(value);
            if (number == 0) {
                throw new TypeConversionException("it has to be 1 or more");
            }
            return number;
        }
    }

    /** A pattern of addresses, {@code likvid/hello-api/*}. */
    static final class Addresses implements ITypeConverter<AddressPattern> {
        @Override
        public AddressPattern convert(String value) {
            return valid(() -> AddressPattern.parse(value));
        }
    }

    /** The name of a kind of environment, {@code dev}. */
    static final class Kind implements ITypeConverter<Slug> {
        @Override
        public Slug convert(String value) {
            return valid(() -> Slug.parse(value));
        }
    }

    /** An id of a request, a UUID. */
    static final class Request implements ITypeConverter<RequestId> {
        @Override
        public RequestId convert(String value) {
            return valid(() -> RequestId.parse(value));
        }
    }

    /** The digest that is expected to run, or {@code none}. */
    static final class Expected implements ITypeConverter<ExpectedCurrent> {
        @Override
        public ExpectedCurrent convert(String value) {
            return valid(() -> ExpectedCurrent.parse(value));
        }
    }

    private static <T> T valid(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IdpException e) {
            throw new TypeConversionException(
                    e.problem().what() + "; " + e.problem().fix());
        }
    }

    /** A number of bytes as Kubernetes writes it, {@code 20Gi}. */
    static final class ByteCount implements ITypeConverter<Quantity> {
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

    /** {@code NAME=VALUE}; the value may be empty and may contain further equals signs. */
    static final class Variable implements ITypeConverter<EnvironmentVariable> {
        @Override
        public EnvironmentVariable convert(String value) {
            int equals = value.indexOf('=');
            if (equals < 0) {
                throw new TypeConversionException(Quoted.of(value) + " is not of the form NAME=VALUE");
            }
            return new EnvironmentVariable(value.substring(0, equals), value.substring(equals + 1));
        }
    }

    /** A committer as Git prints one: {@code Name <mail>}. */
    static final class Committer implements ITypeConverter<CommitIdentity> {
        @Override
        public CommitIdentity convert(String value) {
            return SettingValues.identity(value)
                    .orElseThrow(
                            () -> new TypeConversionException(Quoted.of(value) + " is not of the form 'Name <mail>'"));
        }
    }
}
