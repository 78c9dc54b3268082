package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.ReadResult;
import java.util.Objects;
import java.util.function.BiFunction;

/** How the three kinds of files are read: strictly, whoever reads them. */
public record ContractReaders(
        BiFunction<String, Bytes, ReadResult<Platform>> platform,
        BiFunction<String, Bytes, ReadResult<AppEnvironment>> environment,
        BiFunction<String, Bytes, ReadResult<AppRelease>> release) {
    /** Each file anew. */
    public static final ContractReaders PLAIN = new ContractReaders(
            ContractFiles::readPlatform, ContractFiles::readAppEnvironment, ContractFiles::readAppRelease);

    public ContractReaders {
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(release, "release");
    }

    /** New ones, each of which remembers the file that it read last; the answers are the same. Safe for many threads. */
    public static ContractReaders remembering() {
        return new ContractReaders(
                new RememberingReader<>(PLAIN.platform),
                new RememberingReader<>(PLAIN.environment),
                new RememberingReader<>(PLAIN.release));
    }

    /**
     * Shares what is known of the platform's file, and remembers one environment: a release is decided when it is prepared
     * and again in the writer loop, nearly always on the same two files.
     */
    public ContractReaders ofOneRequest() {
        return new ContractReaders(
                platform, new RememberingReader<>(PLAIN.environment), new RememberingReader<>(PLAIN.release));
    }
}
