// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the words of an enum as the contract writes them, and lists them for completion. */
abstract class EnumConverter<T> implements ITypeConverter<T>, Iterable<String> {
    private final Map<String, T> values = new LinkedHashMap<>();

    private EnumConverter(T[] all, Function<T, String> word) {
        Arrays.stream(all).forEach(value -> values.put(word.apply(value), value));
    }

    @Override
    public T convert(String text) {
        var value = values.get(text);
        if (value == null) {
            throw new TypeConversionException(Quoted.of(text) + " is not one of " + String.join(", ", values.keySet()));
        }
        return value;
    }

    @Override
    public Iterator<String> iterator() {
        return values.keySet().iterator();
    }

    static final class Modes extends EnumConverter<DeployMode> {
        Modes() {
            super(DeployMode.values(), DeployMode::word);
        }
    }

    static final class Providers extends EnumConverter<AppEnvironment.Provider> {
        Providers() {
            super(AppEnvironment.Provider.values(), AppEnvironment.Provider::word);
        }
    }

    static final class Protocols extends EnumConverter<AppEnvironment.Protocol> {
        Protocols() {
            super(AppEnvironment.Protocol.values(), AppEnvironment.Protocol::word);
        }
    }

    static final class Tracks extends EnumConverter<AppEnvironment.Track> {
        Tracks() {
            super(AppEnvironment.Track.values(), AppEnvironment.Track::word);
        }
    }
}
