// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The credentials that one registry demanded, by account. A credential is kept until the registry refuses it: then its
 * source is asked again, because passwords expire and their sources know the new ones. Safe for use by many threads.
 */
final class KnownCredentials {
    private final RegistryConfig config;
    private final ConcurrentMap<ImageRepository, String> accounts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Credential> known = new ConcurrentHashMap<>();

    KnownCredentials(RegistryConfig config) {
        this.config = config;
    }

    /** The credential of a repository's account; empty if its source has none. */
    Optional<Credential> of(ImageRepository repository) {
        var account =
                accounts.computeIfAbsent(repository, any -> config.credentials().account(repository));
        // One thread asks the source, which may be a slow program; the others wait for its answer.
        var credential = known.computeIfAbsent(
                account, any -> config.credential(repository).orElse(null));
        if (credential == null) {
            accounts.remove(repository);
        }
        return Optional.ofNullable(credential);
    }

    /** The credential that its source has now; empty if it is the refused one, or none. */
    Optional<Credential> renewed(ImageRepository repository, Credential refused) {
        var account = config.credentials().account(repository);
        accounts.put(repository, account);
        var current = known.compute(
                account,
                (any, kept) -> kept == null || kept.equals(refused)
                        ? config.credential(repository).orElse(null)
                        : kept);
        return Optional.ofNullable(current).filter(credential -> !credential.equals(refused));
    }
}
