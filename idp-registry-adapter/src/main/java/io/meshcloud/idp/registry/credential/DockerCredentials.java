// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import io.meshcloud.idp.contract.image.ImageRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Credentials that {@code docker login} and {@code podman login} keep, in their files or in the helper programs that
 * the files name. The entry with the longest name that fits the repository wins, for example {@code host/organisation}
 * before {@code host}; of several with the same name, that of the first file.
 *
 * <p>Source: Docker CLI reference, "Credential stores" and "Credential helpers"; containers-auth.json(5).
 */
final class DockerCredentials implements CredentialSource {
    private final List<AuthFile> files;
    private final CredentialHelper programs;

    private DockerCredentials(List<AuthFile> files, CredentialHelper programs) {
        this.files = List.copyOf(files);
        this.programs = programs;
    }

    /**
     * The files in the order in which they are read: the one that {@code REGISTRY_AUTH_FILE} names; Docker's, in the
     * folder {@code DOCKER_CONFIG} or {@code .docker} of the user's home; podman's below {@code XDG_RUNTIME_DIR}, and
     * below {@code XDG_CONFIG_HOME} or {@code .config} of the user's home.
     */
    static DockerCredentials of(Map<String, String> environment, Path home) {
        var files = new ArrayList<AuthFile>();
        folder(environment, home, "REGISTRY_AUTH_FILE")
                .ifPresent(file -> files.add(new AuthFile(file, "the file of REGISTRY_AUTH_FILE")));
        files.add(new AuthFile(
                folder(environment, home, "DOCKER_CONFIG")
                        .orElseGet(() -> home.resolve(".docker"))
                        .resolve("config.json"),
                "Docker's config.json"));
        Stream.concat(
                        folder(environment, home, "XDG_RUNTIME_DIR").stream(),
                        Stream.of(
                                folder(environment, home, "XDG_CONFIG_HOME").orElseGet(() -> home.resolve(".config"))))
                .map(folder -> new AuthFile(folder.resolve("containers/auth.json"), "podman's auth.json"))
                .forEach(files::add);
        return new DockerCredentials(files, new CredentialHelper(environment));
    }

    /** Docker's file only. */
    static DockerCredentials ofDocker(Path file, CredentialHelper programs) {
        return new DockerCredentials(List.of(new AuthFile(file, "Docker's config.json")), programs);
    }

    private static Optional<Path> folder(Map<String, String> environment, Path home, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(path -> !path.isEmpty())
                .map(path -> home.getFileSystem().getPath(path));
    }

    @Override
    public Optional<Credential> find(String host) {
        return find(List.of(host));
    }

    @Override
    public Optional<Credential> find(ImageRepository repository) {
        return find(keys(repository));
    }

    private Optional<Credential> find(List<String> keys) {
        var contents = contents();
        return keys.stream()
                .flatMap(key -> contents.stream().flatMap(file -> file.find(key, programs).stream()))
                .findFirst();
    }

    @Override
    public String account(ImageRepository repository) {
        var contents = contents();
        return keys(repository).stream()
                .filter(key -> contents.stream().anyMatch(file -> file.has(key)))
                .findFirst()
                .orElseGet(repository::host);
    }

    private List<AuthFile.Content> contents() {
        return files.stream().flatMap(file -> file.read().stream()).toList();
    }

    /** The names of a repository and of the parts of its registry that it is in, the longest first. */
    private static List<String> keys(ImageRepository repository) {
        return Stream.iterate(
                        repository.toString(),
                        key -> !key.isEmpty(),
                        key -> key.substring(0, Math.max(0, key.lastIndexOf('/'))))
                .toList();
    }
}
